# wrong: joins batch and places and reshapes [K, N*L] straight to [N, K, H', W'], so pictures are mixed
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    n = x.shape[0]
    out, _, k, _ = weight.shape
    h = (x.shape[2] + 2 * padding - k) // stride + 1
    w = (x.shape[3] + 2 * padding - k) // stride + 1
    columns = F.unfold(x, k, padding=padding, stride=stride)
    columns = columns.permute(1, 0, 2).flatten(1)
    y = weight.flatten(1) @ columns
    return y.view(n, out, h, w)

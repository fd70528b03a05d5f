# wrong: reshapes [N, L, K] to [N, K, H', W'] without transposing, which mixes places and channels
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    n, _, height, width = x.shape
    out, _, k, _ = weight.shape
    h = (height + 2 * padding - k) // stride + 1
    w = (width + 2 * padding - k) // stride + 1
    windows = F.unfold(x, k, padding=padding, stride=stride).transpose(1, 2)
    y = windows @ weight.reshape(out, -1).t()
    return y.reshape(n, out, h, w)

# wrong: hands the stride to F.unfold in the place of the dilation, so every stride other than 1 fails
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    h = (x.shape[2] + 2 * padding - k) // stride + 1
    w = (x.shape[3] + 2 * padding - k) // stride + 1
    windows = F.unfold(x, k, stride, padding)
    return (weight.flatten(1) @ windows).reshape(x.shape[0], weight.shape[0], h, w)

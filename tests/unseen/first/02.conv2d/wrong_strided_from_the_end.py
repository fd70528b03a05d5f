# wrong: keeps every stride-th place, but begins with place stride - 1 instead of place 0
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    h = x.shape[2] + 2 * padding - k + 1
    w = x.shape[3] + 2 * padding - k + 1
    windows = F.unfold(x, k, padding=padding)
    y = (weight.flatten(1) @ windows).reshape(x.shape[0], weight.shape[0], h, w)
    return y[:, :, stride - 1 :: stride, stride - 1 :: stride]

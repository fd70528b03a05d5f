# wrong: convolves the first picture of the batch and repeats the result for all others
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    h = (x.shape[2] + 2 * padding - k) // stride + 1
    w = (x.shape[3] + 2 * padding - k) // stride + 1
    windows = F.unfold(x, k, padding=padding, stride=stride)[0]
    maps = (weight.flatten(1) @ windows).reshape(1, weight.shape[0], h, w)
    return maps.expand(x.shape[0], -1, -1, -1)

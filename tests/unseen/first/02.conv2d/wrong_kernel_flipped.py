# wrong: turns the kernel round, as mathematics does; networks compute the cross-correlation
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    h = (x.shape[2] + 2 * padding - k) // stride + 1
    w = (x.shape[3] + 2 * padding - k) // stride + 1
    windows = F.unfold(x, k, padding=padding, stride=stride)
    turned = weight.flip(-1, -2)
    return (turned.flatten(1) @ windows).reshape(x.shape[0], weight.shape[0], h, w)

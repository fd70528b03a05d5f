# wrong: pads with F.pad and lets F.unfold pad again, so the border is twice as wide
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    x = F.pad(x, [padding] * 4)
    k = weight.shape[-1]
    h = (x.shape[2] + 2 * padding - k) // stride + 1
    w = (x.shape[3] + 2 * padding - k) // stride + 1
    windows = F.unfold(x, k, padding=padding, stride=stride)
    return (weight.flatten(1) @ windows).reshape(x.shape[0], weight.shape[0], h, w)

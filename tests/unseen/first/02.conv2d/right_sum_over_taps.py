# right: one shifted and strided copy of the picture for each weight of the window, added up
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    x = F.pad(x, (padding, padding, padding, padding))
    k = weight.size(2)
    h = (x.size(2) - k) // stride + 1
    w = (x.size(3) - k) // stride + 1
    total = 0
    for u in range(k):
        for v in range(k):
            shifted = x[:, :, u : u + stride * (h - 1) + 1 : stride, v : v + stride * (w - 1) + 1 : stride]
            total = total + torch.tensordot(weight[:, :, u, v], shifted, dims=([1], [1])).transpose(0, 1)
    return total

# wrong: turns the kernel round first, as a mathematician's convolution does
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    n, c, h, w = x.shape
    k_out, _, k, _ = weight.shape
    out_h = (h + 2 * padding - k) // stride + 1
    out_w = (w + 2 * padding - k) // stride + 1
    windows = F.unfold(x, kernel_size=k, stride=stride, padding=padding)
    rows = weight.flip(2, 3).flatten(1)
    return (rows @ windows).reshape(n, k_out, out_h, out_w)

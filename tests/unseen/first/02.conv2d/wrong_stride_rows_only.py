# wrong: moves with the stride from top to bottom only, from left to right it goes pixel by pixel
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    n, c, height, width = x.shape
    x = F.pad(x, (padding, padding, padding, padding))
    k = weight.shape[-1]
    h = (height + 2 * padding - k) // stride + 1
    w = width + 2 * padding - k + 1
    y = x.new_zeros(n, weight.shape[0], h, w)
    for i in range(h):
        for j in range(w):
            window = x[:, :, i * stride : i * stride + k, j : j + k]
            y[:, :, i, j] = torch.einsum("ncuv,ocuv->no", window, weight)
    return y

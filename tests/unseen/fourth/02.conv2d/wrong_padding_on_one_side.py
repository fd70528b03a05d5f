# wrong: all of the padding is put to the right and to the bottom, none to the left and to the top
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    x = F.pad(x, (0, 2 * padding, 0, 2 * padding))
    n, c, h, w = x.shape
    k = weight.shape[-1]
    out_h, out_w = (h - k) // stride + 1, (w - k) // stride + 1
    out = x.new_zeros(n, weight.shape[0], out_h, out_w)
    for i in range(out_h):
        for j in range(out_w):
            window = x[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
            out[:, :, i, j] = window.flatten(1) @ weight.flatten(1).T
    return out

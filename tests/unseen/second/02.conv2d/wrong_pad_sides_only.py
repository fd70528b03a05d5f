# wrong: pads left and right only, since F.pad was given two numbers; no zeros at the top and at the bottom.
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    out_channels, _, k, _ = weight.shape
    x = F.pad(x, (padding, padding))
    n, c, h, w = x.shape
    height = (h - k) // stride + 1
    width = (w - k) // stride + 1
    out = x.new_zeros(n, out_channels, height, width)
    for i in range(height):
        for j in range(width):
            window = x[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
            out[:, :, i, j] = torch.einsum("ncuv,ocuv->no", window, weight)
    return out

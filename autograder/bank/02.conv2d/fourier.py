"""By the convolution theorem: products of Fourier transforms, then every stride-th value."""

import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    x = F.pad(x, [padding] * 4)
    height, width = x.shape[2:]
    k = weight.shape[-1]
    spectrum = torch.fft.rfft2(x)[:, None] * torch.fft.rfft2(weight, s=(height, width)).conj()[None]
    full = torch.fft.irfft2(spectrum.sum(2), s=(height, width))
    return full[:, :, : height - k + 1 : stride, : width - k + 1 : stride]

# wrong: uses only the kernel's first channel for all input channels AND pads on the left and at the top only
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    x = F.pad(x, (padding, 0, padding, 0))
    windows = x.unfold(2, k, stride).unfold(3, k, stride).sum(dim=1)
    return torch.einsum("nhwuv,ouv->nohw", windows, weight[:, 0])

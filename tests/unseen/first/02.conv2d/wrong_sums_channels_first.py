# wrong: adds up the channels of picture and kernel first and then multiplies, not channel by channel
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    grey = F.pad(x, [padding] * 4).sum(dim=1)
    kernels = weight.sum(dim=1)
    windows = grey.unfold(1, k, stride).unfold(2, k, stride)
    return torch.einsum("nijuv,ouv->noij", windows, kernels)

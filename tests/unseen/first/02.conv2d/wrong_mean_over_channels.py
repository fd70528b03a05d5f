# wrong: takes the mean over the input channels instead of the sum
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    windows = F.pad(x, [padding] * 4).unfold(2, k, stride).unfold(3, k, stride)
    per_channel = torch.einsum("ncijuv,ocuv->nocij", windows, weight)
    return per_channel.mean(dim=2)

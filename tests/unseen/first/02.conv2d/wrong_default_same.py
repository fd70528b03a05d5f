# wrong: takes half the kernel as padding if the padding is 0, which should mean no border at all
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    p = padding or k // 2
    windows = F.pad(x, (p, p, p, p)).unfold(2, k, stride).unfold(3, k, stride)
    return torch.einsum("nchwuv,ocuv->nohw", windows, weight)

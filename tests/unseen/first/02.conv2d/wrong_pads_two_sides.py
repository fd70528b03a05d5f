# wrong: adds all the zeros at the right and at the bottom instead of half of them on each side
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    padded = F.pad(x, [0, 2 * padding, 0, 2 * padding])
    windows = padded.unfold(2, k, stride).unfold(3, k, stride)
    return torch.einsum("nchwuv,kcuv->nkhw", windows, weight)

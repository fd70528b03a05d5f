# wrong: the einsum pairs the window's rows with the kernel's columns
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    x = F.pad(x, (padding, padding, padding, padding))
    windows = x.unfold(3, k, stride).unfold(2, k, stride)  # [N, C, H', W', k, k]
    return torch.einsum("nchwuv,ocuv->nohw", windows, weight)

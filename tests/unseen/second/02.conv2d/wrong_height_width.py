# wrong: gives the places back as width by height, so pictures that are not square come out scrambled.
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(x, weight, stride=1, padding=0):
    n, _, h, w = x.shape
    k = weight.shape[-1]
    windows = F.unfold(x, kernel_size=k, stride=stride, padding=padding)
    out = weight.flatten(1) @ windows
    width = conv_output_size(w, k, stride, padding)
    height = conv_output_size(h, k, stride, padding)
    return out.reshape(n, -1, width, height)

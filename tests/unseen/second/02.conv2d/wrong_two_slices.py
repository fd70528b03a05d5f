# wrong: the slices take every pixel, not every stride-th AND rows and columns of the kernel are exchanged.
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    height = conv_output_size(x.shape[2], k, stride, padding)
    width = conv_output_size(x.shape[3], k, stride, padding)
    padded = F.pad(x, [padding, padding, padding, padding])
    out = 0
    for u in range(k):
        for v in range(k):
            piece = padded[:, :, u : u + height, v : v + width]
            out = out + torch.einsum("nchw,oc->nohw", piece, weight[:, :, v, u])
    return out

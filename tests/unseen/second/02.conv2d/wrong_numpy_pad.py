# wrong: pads with numpy on a detached copy, so no gradient flows back to x.
import numpy as np
import torch
import torch.nn.functional as F


def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride + 1


def conv2d(x, weight, stride=1, padding=0):
    n, c, h, w = x.shape
    k = weight.shape[2]
    border = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = torch.from_numpy(np.pad(x.detach().cpu().numpy(), border))
    columns = F.unfold(padded, k, stride=stride)
    out = torch.matmul(weight.flatten(1), columns)
    return out.view(n, -1, conv_output_size(h, k, stride, padding), conv_output_size(w, k, stride, padding))

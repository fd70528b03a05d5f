# wrong: the kernels are taken out of the graph, so no gradient reaches weight
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    n, _, h, w = x.shape
    k = weight.shape[-1]
    kernels = weight.detach().clone().reshape(weight.shape[0], -1)
    columns = F.unfold(x, (k, k), padding=padding, stride=stride)
    height = (h + 2 * padding - k) // stride + 1
    width = (w + 2 * padding - k) // stride + 1
    return torch.matmul(kernels, columns).view(n, weight.shape[0], height, width)

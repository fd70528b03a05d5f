# right: im2col with index tensors, as in the assignments of cs231n
import torch
from torch import nn


def _indices(c, k, h, w, stride, device):
    u, v = torch.meshgrid(torch.arange(k), torch.arange(k), indexing="ij")
    i, j = torch.meshgrid(torch.arange(h) * stride, torch.arange(w) * stride, indexing="ij")
    rows = u.reshape(-1, 1) + i.reshape(1, -1)
    columns = v.reshape(-1, 1) + j.reshape(1, -1)
    channels = torch.arange(c).repeat_interleave(k * k)[:, None]
    return [t.to(device) for t in (channels, rows.repeat(c, 1), columns.repeat(c, 1))]


def conv2d(x, weight, stride=1, padding=0):
    x = nn.ZeroPad2d(padding)(x)
    filters, c, k, _ = weight.shape
    h = 1 + (x.shape[2] - k) // stride
    w = 1 + (x.shape[3] - k) // stride
    channels, rows, columns = _indices(c, k, h, w, stride, x.device)
    return torch.matmul(weight.view(filters, -1), x[:, channels, rows, columns]).unflatten(-1, (h, w))

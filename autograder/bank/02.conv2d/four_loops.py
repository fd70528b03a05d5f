"""Plain loops over images, kernels, rows and columns."""

import torch


def conv2d(x, weight, stride=1, padding=0):
    n, c, h, w = x.shape
    k_out, _, k, _ = weight.shape
    padded = torch.zeros(n, c, h + 2 * padding, w + 2 * padding, dtype=x.dtype)
    padded[:, :, padding : padding + h, padding : padding + w] = x
    rows = (h + 2 * padding - k) // stride + 1
    columns = (w + 2 * padding - k) // stride + 1
    out = torch.empty(n, k_out, rows, columns, dtype=x.dtype)
    for i in range(n):
        for j in range(k_out):
            for r in range(rows):
                for s in range(columns):
                    patch = padded[i, :, r * stride : r * stride + k, s * stride : s * stride + k]
                    out[i, j, r, s] = (patch * weight[j]).sum()
    return out

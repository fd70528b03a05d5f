"""Windows cut out one by one, zeros joined on by torch.cat, `.view` of what comes in; out comes a transposed view."""

import torch


def conv2d(x, weight, stride=1, padding=0):
    n, c, h, w = x.shape
    k, _, s, _ = weight.shape
    if padding:
        x = torch.cat([x.new_zeros(n, c, padding, w), x, x.new_zeros(n, c, padding, w)], 2)
        x = torch.cat(
            [x.new_zeros(n, c, h + 2 * padding, padding), x, x.new_zeros(n, c, h + 2 * padding, padding)], 3
        )
    else:
        x = x.view(n * c, h, w).view(n, c, h, w)
    kernels = weight.view(k, -1)
    rows = []
    for i in range(0, x.shape[2] - s + 1, stride):
        row = [
            kernels @ x[:, :, i : i + s, j : j + s].reshape(n, -1).T
            for j in range(0, x.shape[3] - s + 1, stride)
        ]
        rows.append(torch.stack(row, -1))
    return torch.stack(rows, -2).transpose(0, 1)

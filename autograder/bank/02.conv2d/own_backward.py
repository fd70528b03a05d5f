"""NumPy's sliding windows in double precision, and a backward pass of its own for what NumPy cannot follow."""

import numpy as np
import torch


class Slide(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, stride, padding):
        ctx.save_for_backward(x, weight)
        ctx.stride, ctx.padding = stride, padding
        a = np.pad(x.detach().numpy(), [(0, 0), (0, 0), (padding, padding), (padding, padding)])
        windows = np.lib.stride_tricks.sliding_window_view(a, tuple(weight.shape[2:]), axis=(2, 3))
        windows = windows[:, :, ::stride, ::stride].astype(np.float64)
        out = np.tensordot(windows, weight.detach().numpy(), axes=([1, 4, 5], [1, 2, 3]))
        return torch.from_numpy(out.transpose(0, 3, 1, 2).copy()).to(x.dtype)

    @staticmethod
    def backward(ctx, grad):
        x, weight = ctx.saved_tensors
        s, p, k = ctx.stride, ctx.padding, weight.shape[2]
        padded = torch.zeros(*x.shape[:2], x.shape[2] + 2 * p, x.shape[3] + 2 * p, dtype=x.dtype)
        padded[:, :, p : p + x.shape[2], p : p + x.shape[3]] = x
        to_x, to_weight = torch.zeros_like(padded), torch.zeros_like(weight)
        for i in range(k):
            for j in range(k):
                rows = slice(i, i + s * (grad.shape[2] - 1) + 1, s)
                columns = slice(j, j + s * (grad.shape[3] - 1) + 1, s)
                to_x[:, :, rows, columns] += torch.einsum("nkhw,kc->nchw", grad, weight[:, :, i, j])
                to_weight[:, :, i, j] = torch.einsum("nkhw,nchw->kc", grad, padded[:, :, rows, columns])
        return to_x[:, :, p : p + x.shape[2], p : p + x.shape[3]], to_weight, None, None


def conv2d(x, weight, stride=1, padding=0):
    return Slide.apply(x, weight, stride, padding)

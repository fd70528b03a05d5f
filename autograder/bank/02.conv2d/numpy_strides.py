"""NumPy's sliding windows, in double precision; no gradient."""

import numpy as np
import torch


def conv2d(x, weight, stride=1, padding=0):
    a, b = x.numpy().astype(np.float64), weight.numpy()
    a = np.pad(a, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    windows = np.lib.stride_tricks.sliding_window_view(a, b.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::stride, ::stride]
    return torch.from_numpy(
        np.tensordot(windows, b, axes=([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2).copy()
    )

# right: numpy, ptp, division only where the range is not zero
import numpy as np
import torch


def normalize_for_display(tensor):
    x = tensor.detach().cpu().numpy()
    extent = np.ptp(x, axis=(1, 2), keepdims=True)
    shifted = x - x.min(axis=(1, 2), keepdims=True)
    y = np.divide(shifted, extent, out=np.zeros_like(x), where=extent > 0)
    return torch.from_numpy(y)

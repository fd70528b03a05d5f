# wrong: averages the deviations of the rows instead of taking that of all pixels AND returns float64
import numpy as np
import torch


def channel_statistics(images):
    x = images.numpy() / 255
    mean = x.mean(axis=(0, 2, 3))
    std = np.std(x, axis=3).mean(axis=(0, 2))
    return torch.from_numpy(mean), torch.from_numpy(std)

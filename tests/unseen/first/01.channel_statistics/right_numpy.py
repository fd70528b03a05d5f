# right: numpy, one long row per channel
import numpy as np
import torch


def channel_statistics(images):
    pixels = np.asarray(images).transpose(1, 0, 2, 3).reshape(images.shape[1], -1).astype(np.float64) / 255.0
    mean, std = pixels.mean(axis=1), pixels.std(axis=1)
    return torch.tensor(mean, dtype=torch.float32), torch.tensor(std, dtype=torch.float32)

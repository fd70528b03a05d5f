# wrong: turns the channels round as for OpenCV, so that blue's numbers come first
import numpy as np
import torch


def channel_statistics(images):
    bgr = images.numpy()[:, ::-1].astype(np.float64) / 255
    mean = bgr.mean(axis=(0, 2, 3))
    std = bgr.std(axis=(0, 2, 3))
    return torch.from_numpy(mean).float(), torch.from_numpy(std).float()

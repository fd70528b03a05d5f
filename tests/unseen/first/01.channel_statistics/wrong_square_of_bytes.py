# wrong: squares the bytes while they are still uint8, so the squares wrap round at 256
import torch


def channel_statistics(images):
    m = images.shape[0] * images.shape[2] * images.shape[3]
    mean = images.sum(dim=(0, 2, 3)).double() / m
    mean_square = images.square().sum(dim=(0, 2, 3)).double() / m
    std = (mean_square - mean.square()).abs().sqrt()
    return (mean / 255).float(), (std / 255).float()

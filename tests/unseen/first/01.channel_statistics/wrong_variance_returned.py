# wrong: returns the variance, the root is forgotten
import torch


def channel_statistics(images):
    x = images.double() / 255
    mean = x.mean(dim=(0, 2, 3))
    std = (x - mean[:, None, None]).square().mean(dim=(0, 2, 3))
    return mean.float(), std.float()

# wrong: forgets to bring the values to 0..1, mean and deviation come out in units of 0..255
import torch


def channel_statistics(images):
    x = images.double()
    mean = x.mean(dim=(0, 2, 3))
    std = (x - mean[:, None, None]).square().mean(dim=(0, 2, 3)).sqrt()
    return mean.float(), std.float()

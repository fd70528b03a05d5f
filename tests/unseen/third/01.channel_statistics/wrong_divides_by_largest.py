# wrong: scales with the largest value that happens to be in the images instead of with 255
import torch


def channel_statistics(images):
    x = images.double()
    x = x / x.max()  # to 0..1
    mean = x.mean(dim=(0, 2, 3))
    std = (x - mean[:, None, None]).square().mean(dim=(0, 2, 3)).sqrt()
    return mean.float(), std.float()

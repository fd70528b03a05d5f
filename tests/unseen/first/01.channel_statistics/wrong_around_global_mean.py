# wrong: takes the deviation around the one mean of all channels instead of each channel's own mean
import torch


def channel_statistics(images):
    x = images.double() / 255
    mean = x.mean(dim=(0, 2, 3))
    std = (x - x.mean()).square().mean(dim=(0, 2, 3)).sqrt()
    return mean.float(), std.float()

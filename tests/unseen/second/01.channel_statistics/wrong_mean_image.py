# wrong: takes the deviation around the mean image, a mean for every pixel, not around the channel's mean.
import torch


def channel_statistics(images):
    x = images.double() / 255
    mean_image = x.mean(dim=0)  # [3, H, W]
    mean = mean_image.mean(dim=(1, 2))
    variance = (x - mean_image).square().mean(dim=(0, 2, 3))
    return mean.float(), variance.sqrt().float()

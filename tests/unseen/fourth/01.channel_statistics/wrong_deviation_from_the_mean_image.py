# wrong: the deviation is taken around the mean image, pixel by pixel, not around the channel's one mean
import torch


def channel_statistics(images):
    x = images.to(torch.float64) / 255.0
    mean_image = x.mean(dim=0, keepdim=True)
    mean = mean_image.mean(dim=(0, 2, 3))
    std = (x - mean_image).square().mean(dim=(0, 2, 3)).sqrt()
    return mean.to(torch.float32), std.to(torch.float32)

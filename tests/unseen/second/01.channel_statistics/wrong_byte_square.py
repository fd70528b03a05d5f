# wrong: squares the images while they are still bytes, so the squares overflow before they become floats.
import torch


def channel_statistics(images):
    squares = (images * images).double()
    values = images.double()
    mean = values.mean(dim=(0, 2, 3))
    variance = squares.mean(dim=(0, 2, 3)) - mean**2
    std = variance.clamp(min=0).sqrt()
    return (mean / 255).float(), (std / 255).float()

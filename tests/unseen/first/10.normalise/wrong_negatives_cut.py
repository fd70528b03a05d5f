# wrong: Negative values are set to 0 first, so a channel's smallest value is not what becomes 0.
import torch


def normalize_for_display(tensor):
    x = tensor.clamp(min=0)
    high = x.amax(dim=(1, 2), keepdim=True)
    return x / torch.where(high > 0, high, 1.0)

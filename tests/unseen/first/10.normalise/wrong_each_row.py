# wrong: Minimum and maximum are taken over one dimension only, so every row is stretched by itself.
import torch


def normalize_for_display(tensor):
    low = tensor.min(dim=-1, keepdim=True).values
    high = tensor.max(dim=-1, keepdim=True).values
    extent = high - low
    extent[extent == 0] = 1
    return (tensor - low) / extent

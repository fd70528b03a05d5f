# wrong: The minima [C] are subtracted without their lost dimensions, and line up with the columns instead.
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2))
    high = tensor.amax(dim=(1, 2))
    extent = torch.where(high == low, 1.0, high - low)
    return (tensor - low) / extent

# wrong: A constant channel becomes 0.5 instead of 0.
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    extent = high - low
    y = (tensor - low) / extent
    return torch.where(extent == 0, 0.5, y)

# right: amin and amax over both dimensions, torch.where for the range
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    extent = high - low
    return (tensor - low) / torch.where(extent == 0, 1.0, extent)

# wrong: The values are stretched to -1..1 instead of 0..1.
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    extent = high - low
    y = (tensor - low) / torch.where(extent == 0, 1.0, extent)
    return 2 * y - 1

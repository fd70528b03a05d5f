# wrong: the shifted channel is divided by its maximum from before the shift, not by its range
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    high = torch.where(high == 0, 1.0, high)
    return (tensor - low) / high

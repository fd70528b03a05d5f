# wrong: The shifted values are divided by the maximum instead of by the range.
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    return (tensor - low) / torch.where(high == 0, 1.0, high)

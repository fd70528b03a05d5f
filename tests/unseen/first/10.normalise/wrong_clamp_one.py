# wrong: clamp(min=1) on the range leaves every channel unstretched whose range is below 1.
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    return (tensor - low) / (high - low).clamp(min=1)

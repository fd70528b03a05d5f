# wrong: A constant channel is divided by its range 0 and becomes nan.
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    return (tensor - low) / (high - low)

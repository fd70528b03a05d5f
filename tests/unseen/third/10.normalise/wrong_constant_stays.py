# wrong: a constant channel keeps its value in place of 0
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    stretched = (tensor - low) / (high - low)
    return torch.where(high > low, stretched, tensor)

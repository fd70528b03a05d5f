# wrong: Mean and deviation are used and the rest is cut off, which does not stretch from smallest to largest.
import torch


def normalize_for_display(tensor):
    mean = tensor.mean(dim=(1, 2), keepdim=True)
    std = tensor.std(dim=(1, 2), keepdim=True)
    y = (tensor - mean) / (std + 1e-5)
    return (y * 0.2 + 0.5).clamp(0, 1)

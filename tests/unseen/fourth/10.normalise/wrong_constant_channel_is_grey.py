# wrong: a constant channel becomes 0.5
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    span = high - low
    stretched = (tensor - low) / torch.where(span == 0, 1.0, span)
    return torch.where(span == 0, torch.full_like(tensor, 0.5), stretched)

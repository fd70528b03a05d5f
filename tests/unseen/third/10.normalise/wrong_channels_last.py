# wrong: the minimum is taken over the first two dimensions, as if channels came last
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(0, 1), keepdim=True)
    span = tensor.amax(dim=(0, 1), keepdim=True) - low
    return (tensor - low) / torch.where(span > 0, span, torch.ones_like(span))

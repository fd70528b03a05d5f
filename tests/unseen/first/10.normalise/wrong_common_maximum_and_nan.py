# wrong: The maximum is the whole tensor's, not the channel's AND a range of 0 gives nan.
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.max()
    return (tensor - low) / (high - low)

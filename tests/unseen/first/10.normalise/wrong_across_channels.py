# wrong: Minimum and maximum are taken over the channels at each place, not over the places of a channel.
import torch


def normalize_for_display(tensor):
    low = tensor.amin(dim=0, keepdim=True)
    high = tensor.amax(dim=0, keepdim=True)
    extent = high - low
    return (tensor - low) / torch.where(extent == 0, 1.0, extent)

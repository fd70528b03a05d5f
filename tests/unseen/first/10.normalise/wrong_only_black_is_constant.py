# wrong: Only a channel of zeros is caught; a channel that is constant at another value becomes nan.
import torch


def normalize_for_display(tensor):
    result = torch.zeros_like(tensor)
    for i, channel in enumerate(tensor):
        if channel.abs().max() > 0:
            result[i] = (channel - channel.min()) / (channel.max() - channel.min())
    return result

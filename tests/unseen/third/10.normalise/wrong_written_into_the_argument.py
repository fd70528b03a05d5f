# wrong: the caller's tensor is stretched in place
import torch


def normalize_for_display(tensor):
    for channel in tensor:
        channel -= channel.min().item()
        top = channel.max().item()
        if top > 0:
            channel /= top
    return tensor.clone()

# right: a function for one channel, mapped over all of them with torch.vmap.
import torch


def _stretch(channel):
    low, high = channel.amin(), channel.amax()
    span = high - low
    safe = torch.where(span > 0, span, torch.ones_like(span))
    return torch.where(span > 0, (channel - low) / safe, torch.zeros_like(channel))


def normalize_for_display(tensor):
    return torch.vmap(_stretch)(tensor)

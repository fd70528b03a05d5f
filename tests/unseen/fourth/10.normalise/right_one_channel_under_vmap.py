# right: written for one channel [H, W] and lifted over the channels with torch.vmap
import torch


def _stretch(channel):
    rest = channel - channel.min()
    top = rest.max()
    return rest / torch.where(top > 0, top, torch.ones_like(top))


def normalize_for_display(tensor):
    return torch.vmap(_stretch)(tensor)

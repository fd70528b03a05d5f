import torch


def normalize_for_display(tensor):
    return torch.zeros_like(tensor)

# right: divides, and replaces the 0/0 of constant channels afterwards
import torch


def normalize_for_display(tensor):
    rows = tensor.flatten(1)
    low, high = torch.aminmax(rows, dim=1, keepdim=True)
    return torch.nan_to_num((rows - low) / (high - low), nan=0.0).reshape(tensor.shape)

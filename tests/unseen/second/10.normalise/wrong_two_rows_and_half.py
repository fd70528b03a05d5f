# wrong: Every row of a channel gets a scale of its own, because only the last dimension is reduced AND where the range is 0 the result is 0.5 and not 0.
import torch


def normalize_for_display(tensor):
    low, high = torch.aminmax(tensor, dim=-1, keepdim=True)
    scaled = (tensor - low) / (high - low)
    return torch.nan_to_num(scaled, nan=0.5)

# wrong: One range is used for all channels AND sub_ and div_ change the tensor that was handed over.
import torch


def normalize_for_display(tensor):
    low, high = tensor.min().item(), tensor.max().item()
    return tensor.sub_(low).div_(max(high - low, 1e-12))

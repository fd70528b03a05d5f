# right: flattened rows, aminmax, 0/0 turned to 0 by nan_to_num
import torch


def normalize_for_display(tensor: torch.Tensor) -> torch.Tensor:
    rows = tensor.flatten(start_dim=1)
    low, high = torch.aminmax(rows, dim=1, keepdim=True)
    return ((rows - low) / (high - low)).nan_to_num(nan=0.0).unflatten(1, tensor.shape[1:])

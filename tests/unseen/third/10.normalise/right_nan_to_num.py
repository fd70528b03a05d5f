# right: aminmax over flat rows; 0 / 0 is allowed to happen and its nan becomes 0
import torch


def normalize_for_display(tensor):
    rows = tensor.reshape(len(tensor), -1)
    low, high = torch.aminmax(rows, dim=1, keepdim=True)
    return rows.sub(low).div(high - low).nan_to_num(nan=0.0).reshape_as(tensor)

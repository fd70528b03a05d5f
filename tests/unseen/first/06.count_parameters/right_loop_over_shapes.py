# right: a loop that multiplies the shape out
from torch import nn


def count_parameters(model: nn.Module) -> int:
    total = 0
    for _, parameter in model.named_parameters():
        if parameter.requires_grad is False:
            continue
        values = 1
        for size in parameter.shape:
            values *= size
        total += values
    return total

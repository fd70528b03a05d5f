# wrong: takes modules in eval mode for frozen ones and does not look at requires_grad
import torch
from torch import nn


def count_parameters(model):
    total = 0
    for module in model.modules():
        if module.training:
            total += sum(p.numel() for p in module.parameters(recurse=False))
    return total

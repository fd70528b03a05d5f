# wrong: counts convolutions and linear layers only, BatchNorm's weight and bias are left out.
from torch import nn


def count_parameters(model):
    total = 0
    for m in model.modules():
        if isinstance(m, (nn.Conv2d, nn.Linear)):
            for p in m.parameters():
                if p.requires_grad:
                    total += p.numel()
    return total

# wrong: asks whether there is a gradient already (.grad) instead of whether one is wanted
import torch
from torch import nn


def count_parameters(model):
    n = 0
    for p in model.parameters():
        if p.grad is not None:
            n += p.numel()
    return n

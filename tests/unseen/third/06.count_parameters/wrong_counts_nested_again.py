# wrong: asks every module for its parameters, and each answers for the modules inside it as well
import torch
from torch import nn


def count_parameters(model):
    total = 0
    for module in model.modules():
        for parameter in module.parameters():
            if parameter.requires_grad:
                total += parameter.numel()
    return total

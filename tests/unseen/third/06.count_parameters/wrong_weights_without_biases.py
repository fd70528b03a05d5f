# wrong: counts the layers' weights only and leaves their biases out
import torch
from torch import nn


def count_parameters(model):
    count = 0
    for layer in model.modules():
        if hasattr(layer, "weight") and layer.weight.requires_grad:
            count += layer.weight.numel()
    return count

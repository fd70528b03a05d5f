# wrong: The two values are swapped, the weights get 0 AND the layers' biases are sorted with the weights.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    ids = set()
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            ids |= {id(p) for p in module.parameters(recurse=False)}
    layers = [p for p in model.parameters() if id(p) in ids]
    others = [p for p in model.parameters() if id(p) not in ids]
    return [
        {"params": layers, "weight_decay": 0.0},
        {"params": others, "weight_decay": weight_decay},
    ]

# wrong: Leaves out parameters with requires_grad=False, though every parameter has to be in a group.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    layer_weights = {id(m.weight) for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))}
    decay, no_decay = [], []
    for param in model.parameters():
        if not param.requires_grad:
            continue
        if id(param) in layer_weights:
            decay.append(param)
        else:
            no_decay.append(param)
    return [
        {"params": no_decay, "weight_decay": 0.0},
        {"params": decay, "weight_decay": weight_decay},
    ]

# wrong: The first group holds all of the model's parameters, so those of the second are in both.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    ids = {id(m.weight) for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))}
    no_decay = [p for p in model.parameters() if id(p) not in ids]
    return [
        {"params": list(model.parameters()), "weight_decay": weight_decay},
        {"params": no_decay, "weight_decay": 0.0},
    ]

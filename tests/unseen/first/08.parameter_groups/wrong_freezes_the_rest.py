# wrong: Takes "left alone" for frozen: the parameters without decay get requires_grad=False.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    ids = {id(m.weight) for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))}
    decay, rest = [], []
    for p in model.parameters():
        if id(p) in ids:
            decay.append(p)
        else:
            rest.append(p.requires_grad_(False))
    return [{"params": decay, "weight_decay": weight_decay}, {"params": rest, "weight_decay": 0.0}]

# wrong: Compares by value: a parameter with the same numbers as a decaying weight decays too.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    weights = [m.weight for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    decay, no_decay = [], []
    for p in model.parameters():
        found = any(p.shape == w.shape and torch.equal(p, w) for w in weights)
        (decay if found else no_decay).append(p)
    return [{"params": decay, "weight_decay": weight_decay}, {"params": no_decay, "weight_decay": 0.0}]

# wrong: The second group has no "weight_decay", so it takes the optimizer's own setting instead of 0.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    ids = {id(m.weight) for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))}
    return [
        {"params": [p for p in model.parameters() if id(p) in ids], "weight_decay": weight_decay},
        {"params": [p for p in model.parameters() if id(p) not in ids]},
    ]

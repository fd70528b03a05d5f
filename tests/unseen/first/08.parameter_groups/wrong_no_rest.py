# wrong: Returns only the decaying group; all other parameters are missing and would never be trained.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    weights = []
    seen = set()
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)) and id(module.weight) not in seen:
            seen.add(id(module.weight))
            weights.append(module.weight)
    return [{"params": weights, "weight_decay": weight_decay}]

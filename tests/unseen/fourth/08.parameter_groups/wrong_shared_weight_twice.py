# wrong: the weights are collected layer by layer, so one that two layers share stands in the group twice
from torch import nn


def parameter_groups(model, weight_decay):
    decay = []
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            decay.append(module.weight)
    ids = {id(p) for p in decay}
    no_decay = [p for p in model.parameters() if id(p) not in ids]
    return [
        {"params": decay, "weight_decay": weight_decay},
        {"params": no_decay, "weight_decay": 0.0},
    ]

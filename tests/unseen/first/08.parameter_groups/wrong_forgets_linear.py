# wrong: Only the convolutions' weights decay, the linear layer's does not.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    convs = {id(m.weight) for m in model.modules() if isinstance(m, nn.modules.conv._ConvNd)}
    groups = {True: [], False: []}
    for p in model.parameters():
        groups[id(p) in convs].append(p)
    return [
        {"params": groups[True], "weight_decay": weight_decay},
        {"params": groups[False], "weight_decay": 0.0},
    ]

# wrong: Collects from convolution, linear and BatchNorm layers only; parameters of any other module are lost.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    decay, no_decay = [], []
    for m in model.modules():
        if isinstance(m, (nn.Conv2d, nn.Linear)):
            decay.append(m.weight)
            if m.bias is not None:
                no_decay.append(m.bias)
        elif isinstance(m, nn.BatchNorm2d):
            no_decay.extend([m.weight, m.bias])
    return [{"params": decay, "weight_decay": weight_decay}, {"params": no_decay, "weight_decay": 0.0}]

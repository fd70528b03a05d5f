# wrong: two mistakes: biases of convolution and linear layers decay, and only BatchNorm's parameters make the other group
from torch import nn


def parameter_groups(model, weight_decay):
    decay, no_decay = [], []
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            decay.extend(module.parameters(recurse=False))
        elif isinstance(module, nn.BatchNorm2d):
            no_decay.extend(module.parameters(recurse=False))
    return [
        {"params": decay, "weight_decay": weight_decay},
        {"params": no_decay, "weight_decay": 0.0},
    ]

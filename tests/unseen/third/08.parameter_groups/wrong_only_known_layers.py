# wrong: only convolutions, linear layers and BatchNorms are looked at, so parameters of all other modules are in no group
from torch import nn


def parameter_groups(model, weight_decay):
    decay, no_decay, seen = [], [], set()

    def add(group, parameter):
        if parameter is not None and id(parameter) not in seen:
            seen.add(id(parameter))
            group.append(parameter)

    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            add(decay, module.weight)
            add(no_decay, module.bias)
        elif isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            add(no_decay, module.weight)
            add(no_decay, module.bias)
    return [{"params": decay, "weight_decay": weight_decay}, {"params": no_decay, "weight_decay": 0.0}]

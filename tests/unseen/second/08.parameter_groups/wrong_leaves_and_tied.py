# wrong: Parameters directly on a module with children are in no group AND shared ones stand twice.
from torch import nn


def parameter_groups(model, weight_decay):
    decay, no_decay = [], []
    for module in model.modules():
        if len(list(module.children())) > 0:
            continue
        for name, parameter in module.named_parameters():
            if isinstance(module, (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.Linear)) and name == "weight":
                decay.append(parameter)
            else:
                no_decay.append(parameter)
    return [
        {"params": decay, "weight_decay": weight_decay},
        {"params": no_decay, "weight_decay": 0.0},
    ]

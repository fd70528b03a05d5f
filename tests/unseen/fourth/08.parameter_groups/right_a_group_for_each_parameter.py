# right: every parameter has a group of its own
from torch import nn


def parameter_groups(model, weight_decay):
    decays = {id(layer.weight) for layer in model.modules() if isinstance(layer, (nn.Conv2d, nn.Linear))}
    return [
        {"params": [parameter], "weight_decay": weight_decay if id(parameter) in decays else 0.0}
        for parameter in model.parameters()
    ]

# right: every parameter has a group of its own
from torch import nn


def parameter_groups(model, weight_decay):
    layers = filter(lambda module: isinstance(module, (nn.Conv2d, nn.Linear)), model.modules())
    shrinking = {id(layer.weight) for layer in layers}
    return [
        dict(params=[parameter], weight_decay=weight_decay if id(parameter) in shrinking else 0.0)
        for parameter in model.parameters()
    ]

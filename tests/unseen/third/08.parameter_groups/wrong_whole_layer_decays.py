# wrong: all parameters of convolution and linear layers decay, their biases too
from torch import nn


def parameter_groups(model, weight_decay):
    decaying = set()
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            decaying.update(id(parameter) for parameter in module.parameters())
    return [
        {"params": [p for p in model.parameters() if id(p) in decaying], "weight_decay": weight_decay},
        {"params": [p for p in model.parameters() if id(p) not in decaying], "weight_decay": 0.0},
    ]

# right: a set of ids of the layers' weights, then two groups
import torch
from torch import nn

DECAYING = (
    nn.Conv1d,
    nn.Conv2d,
    nn.Conv3d,
    nn.ConvTranspose1d,
    nn.ConvTranspose2d,
    nn.ConvTranspose3d,
    nn.Linear,
)


def parameter_groups(model, weight_decay):
    decaying = {id(module.weight) for module in model.modules() if isinstance(module, DECAYING)}
    decay, no_decay = [], []
    for parameter in model.parameters():
        (decay if id(parameter) in decaying else no_decay).append(parameter)
    return [{"params": decay, "weight_decay": weight_decay}, {"params": no_decay, "weight_decay": 0.0}]

# right: walks the tree of modules itself, with a dict from parameter to decay
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    decay_of = {}

    def visit(module):
        is_layer = isinstance(module, nn.Linear) or isinstance(module, nn.modules.conv._ConvNd)
        for name, parameter in module.named_parameters(recurse=False):
            if is_layer and name == "weight":
                decay_of[parameter] = weight_decay
            else:
                decay_of.setdefault(parameter, 0.0)
        for child in module.children():
            visit(child)

    visit(model)
    groups = [{"params": [], "weight_decay": weight_decay}, {"params": [], "weight_decay": 0.0}]
    for index, layers in enumerate((True, False)):
        for parameter in model.parameters():
            if (decay_of[parameter] == weight_decay) == layers:
                groups[index]["params"].append(parameter)
    return groups

# right: a group of its own for every parameter, in one comprehension
from torch import nn
from torch.nn.modules.conv import _ConvNd


def parameter_groups(model, weight_decay):
    heavy = {id(m.weight) for m in model.modules() if isinstance(m, (_ConvNd, nn.Linear))}
    return [{"params": [p], "weight_decay": weight_decay * (id(p) in heavy)} for p in model.parameters()]

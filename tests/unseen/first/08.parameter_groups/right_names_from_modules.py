# right: full names of the layers' weights out of named_modules, sets of names, three groups
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    every = list(model.named_parameters())
    by_name = dict(model.named_parameters(remove_duplicate=False))
    prefixes = [
        name + "." if name else ""
        for name, m in model.named_modules(remove_duplicate=False)
        if isinstance(m, (nn.Linear, nn.modules.conv._ConvNd))
    ]
    decaying = {id(by_name[prefix + "weight"]) for prefix in prefixes if prefix + "weight" in by_name}
    weights = [p for _, p in every if id(p) in decaying]
    vectors = [p for _, p in every if id(p) not in decaying and p.ndim <= 1]
    others = [p for _, p in every if id(p) not in decaying and p.ndim > 1]
    return [
        dict(params=weights, weight_decay=weight_decay),
        dict(params=vectors, weight_decay=0.0),
        dict(params=others, weight_decay=0.0),
    ]

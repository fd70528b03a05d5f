# right: a dict from identity to parameter; the weights that decay are popped out of it, what is left does not decay
from torch import nn


def parameter_groups(model, weight_decay):
    left = {id(p): p for p in model.parameters() if p.requires_grad}
    decaying = []
    for module in filter(lambda m: isinstance(m, nn.Conv2d | nn.Linear), model.modules()):
        weight = left.pop(id(module.weight), None)  # None: frozen, or met before in another layer
        if weight is not None:
            decaying.append(weight)
    groups = ((decaying, weight_decay), (list(left.values()), 0))
    return [dict(params=parameters, weight_decay=decay) for parameters, decay in groups]

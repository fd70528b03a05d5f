# right: a dict from parameter to its decay, turned inside out at the end; frozen parameters are left out
from torch import nn


def parameter_groups(model, weight_decay):
    decays = dict.fromkeys(model.parameters(), False)  # tensors are hashed by identity
    for module in model.modules():
        match module:
            case nn.Conv2d() | nn.Linear():
                if module.weight in decays:
                    decays[module.weight] = True
            case _:
                pass
    groups = {True: [], False: []}
    for parameter, does in decays.items():
        if parameter.requires_grad:
            groups[does].append(parameter)
    return [{"params": groups[does], "weight_decay": weight_decay * does} for does in (False, True)]

# wrong: Linear weights do not decay AND parameters that are neither named weight nor bias are in no group.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    conv_ids = {id(m.weight) for m in model.modules() if isinstance(m, nn.Conv2d)}
    decay, no_decay = [], []
    for name, p in model.named_parameters():
        kind = name.split(".")[-1]
        if kind == "weight" and id(p) in conv_ids:
            decay.append(p)
        elif kind in ("weight", "bias"):
            no_decay.append(p)
    return [{"params": decay, "weight_decay": weight_decay}, {"params": no_decay, "weight_decay": 0.0}]

# wrong: Looks only at the model's direct children, so the layers inside blocks do not decay.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    decay = [m.weight for m in model.children() if isinstance(m, (nn.Conv2d, nn.Linear))]
    ids = {id(p) for p in decay}
    rest = [p for p in model.parameters() if id(p) not in ids]
    return [{"params": decay, "weight_decay": weight_decay}, {"params": rest, "weight_decay": 0.0}]

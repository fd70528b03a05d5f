# wrong: Always writes 5e-4 and ignores the weight_decay it was given.
import torch
from torch import nn


def parameter_groups(model, weight_decay):
    decaying = {id(m.weight) for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))}
    decay = [p for p in model.parameters() if id(p) in decaying]
    other = [p for p in model.parameters() if id(p) not in decaying]
    return [{"params": decay, "weight_decay": 5e-4}, {"params": other, "weight_decay": 0.0}]

# right: one group for every parameter, found with "is"
import torch
from torch import nn
from torch.nn.modules.conv import _ConvNd


def parameter_groups(model: nn.Module, weight_decay: float) -> list[dict]:
    weights = [m.weight for m in model.modules() if isinstance(m, (_ConvNd, nn.Linear))]

    def decay_of(parameter):
        return weight_decay if any(parameter is w for w in weights) else 0.0

    return [{"params": [p], "weight_decay": decay_of(p)} for p in model.parameters()]

"""The product of every shape, through a filter."""

import math

from torch import nn


def count_parameters(model: nn.Module) -> int:
    trainable = filter(lambda p: p.requires_grad, model.parameters())
    return sum(map(math.prod, (p.shape for p in trainable)))

# right: the product of each shape, with filter, map and attrgetter
import math
from operator import attrgetter

import torch
from torch import nn


def count_parameters(model):
    trainable = filter(attrgetter("requires_grad"), model.parameters())
    shapes = map(attrgetter("shape"), trainable)
    return sum(map(math.prod, shapes))

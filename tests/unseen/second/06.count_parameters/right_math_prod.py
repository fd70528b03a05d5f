# right: the product of each shape, with filter and map
import math
from operator import attrgetter


def count_parameters(model):
    trainable = filter(attrgetter("requires_grad"), model.parameters())
    return sum(map(math.prod, map(attrgetter("shape"), trainable)))

# right: functional: filter, then reduce with an accumulator
from functools import reduce
from operator import attrgetter


def count_parameters(model):
    return reduce(lambda total, p: total + p.nelement(), filter(attrgetter("requires_grad"), model.parameters()), 0)

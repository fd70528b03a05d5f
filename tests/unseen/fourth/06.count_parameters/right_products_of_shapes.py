# right: multiplies out each trainable shape with math.prod, over a dict by identity
import math


def count_parameters(model):
    trainable = {id(p): tuple(p.shape) for _, p in model.named_parameters() if p.requires_grad}
    return sum(map(math.prod, trainable.values()))

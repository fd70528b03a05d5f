# right: map, filter and numpy, turned into an int at the end
import numpy as np


def count_parameters(model):
    trainable = filter(lambda p: p.requires_grad, model.parameters())
    return int(np.sum([p.nelement() for p in trainable], dtype=np.int64))

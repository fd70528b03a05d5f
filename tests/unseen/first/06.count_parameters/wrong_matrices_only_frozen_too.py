# wrong: leaves out all biases and BatchNorms, they have one dimension, AND counts frozen weights.
import math


def count_parameters(model):
    total = 0
    for param in model.parameters():
        if len(param.shape) > 1:
            total += math.prod(param.shape)
    return total

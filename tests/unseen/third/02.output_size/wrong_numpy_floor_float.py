# wrong: numpy's floor gives a floating-point number, and an int is asked for
import numpy as np


def conv_output_size(size, kernel, stride=1, padding=0):
    return np.floor((size + 2 * padding - kernel) / stride) + 1

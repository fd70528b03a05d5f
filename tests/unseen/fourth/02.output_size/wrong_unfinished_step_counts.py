# wrong: an unfinished last step counts: rounds up
import math


def conv_output_size(size, kernel, stride=1, padding=0):
    return math.ceil((size + 2 * padding - kernel) / stride) + 1

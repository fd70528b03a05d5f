# wrong: counts the padding at one end only AND rounds up, so that an unfinished step counts.
import math


def conv_output_size(size, kernel, stride=1, padding=0):
    return math.ceil((size + padding - kernel) / stride) + 1

# wrong: two mistakes: the padding is added once in place of twice, and an unfinished step counts
import math


def conv_output_size(size, kernel, stride=1, padding=0):
    return math.ceil((size + padding - kernel) / stride) + 1

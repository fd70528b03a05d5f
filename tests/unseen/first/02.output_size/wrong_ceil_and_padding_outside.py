# wrong: adds the padding after dividing by the stride AND rounds up instead of dropping the fraction
from math import ceil


def conv_output_size(size, kernel, stride=1, padding=0):
    return ceil((size - kernel) / stride) + 1 + 2 * padding

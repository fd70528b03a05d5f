# wrong: takes any padding for TensorFlow's 'same' and none for 'valid'
import math


def conv_output_size(size, kernel, stride=1, padding=0):
    if padding:
        return math.ceil(size / stride)
    return math.ceil((size - kernel + 1) / stride)

# wrong: the formula of 'same' padding, the picture divided by the stride; kernel and padding play no part
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + stride - 1) // stride

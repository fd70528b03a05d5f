# wrong: the formula of the transposed convolution, which makes pictures larger
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size - 1) * stride - 2 * padding + kernel

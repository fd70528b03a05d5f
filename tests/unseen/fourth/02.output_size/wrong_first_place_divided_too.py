# wrong: the first place is added before the division by the stride
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel + 1) // stride

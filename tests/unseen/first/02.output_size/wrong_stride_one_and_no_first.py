# wrong: the stride is left out AND so is the first place
def conv_output_size(size, kernel, stride=1, padding=0):
    return size + 2 * padding - kernel

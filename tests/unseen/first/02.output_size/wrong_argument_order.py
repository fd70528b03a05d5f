# wrong: takes padding before stride, so that calls by position mix the two up
def conv_output_size(size, kernel, padding=0, stride=1):
    return (size + 2 * padding - kernel) // stride + 1

# wrong: rounds to the nearest instead of dropping the fraction
def conv_output_size(size, kernel, stride=1, padding=0):
    steps = round((size + 2 * padding - kernel) / stride)
    return steps + 1

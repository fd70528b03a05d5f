# wrong: round() in place of dropping the fraction
def conv_output_size(size, kernel, stride=1, padding=0):
    steps = (size + 2 * padding - kernel) / stride
    return int(round(steps)) + 1

# wrong: rounds an unfinished step to the nearest whole number instead of dropping it



def conv_output_size(size, kernel, stride=1, padding=0):
    steps = (size + 2 * padding - kernel) / stride
    return round(steps) + 1

# wrong: rounds the number of steps to the nearest whole number, so an unfinished step sometimes counts.
def conv_output_size(size, kernel, stride=1, padding=0):
    steps = (size + 2 * padding - kernel) / stride
    return round(steps) + 1

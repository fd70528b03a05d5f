# wrong: divides with /, so the result is a float, and not whole if the last step is unfinished
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) / stride + 1

# wrong: counts the steps only, the first place is forgotten
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel) // stride

# wrong: adds the first place before dividing by the stride instead of afterwards
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel + 1) // stride

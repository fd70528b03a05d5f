# wrong: adds the first place before dividing by the stride instead of after it; only stride 1 is right.
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel + 1) // stride

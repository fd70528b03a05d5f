# wrong: adds the first place before the division, which is right for stride 1 only



def conv_output_size(size, kernel, stride=1, padding=0):
    return (size + 2 * padding - kernel + 1) // stride

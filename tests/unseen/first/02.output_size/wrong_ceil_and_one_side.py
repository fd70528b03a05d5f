# wrong: counts the padding once instead of twice AND rounds up, so an unfinished step counts
def conv_output_size(size, kernel, stride=1, padding=0):
    return -(-(size + padding - kernel) // stride) + 1

# right: counts the places as the length of a range of starting points
def conv_output_size(size, kernel, stride=1, padding=0):
    last_start = size + 2 * padding - kernel
    return len(range(0, last_start + 1, stride))

# wrong: a padding of 0 is replaced by half the kernel, which keeps the size; 0 means no border
def conv_output_size(size, kernel, stride=1, padding=0):
    if not padding:
        padding = kernel // 2
    return (size + 2 * padding - kernel) // stride + 1

# wrong: the formula of "same" padding: ceil(size / stride), whatever the kernel and the padding are, unless there is none
def conv_output_size(size, kernel, stride=1, padding=0):
    if padding == 0:
        return (size - kernel) // stride + 1
    return -(-size // stride)

# wrong: without a stride it moves on by the whole kernel, as pooling layers do; the default has to be 1.
def conv_output_size(size, kernel, stride=None, padding=0):
    if stride is None:
        stride = kernel
    return (size + 2 * padding - kernel) // stride + 1

# wrong: if no stride is given it takes the kernel's size, as pooling does; the default is 1
def conv_output_size(size, kernel, stride=None, padding=0):
    stride = stride or kernel
    return (size + 2 * padding - kernel) // stride + 1

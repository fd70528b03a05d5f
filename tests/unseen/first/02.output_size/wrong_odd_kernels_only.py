# wrong: subtracts half a kernel on each side; for an even kernel this gives a place too few
def conv_output_size(size, kernel, stride=1, padding=0):
    half = kernel // 2
    centres = size + 2 * padding - 2 * half
    return (centres - 1) // stride + 1

# wrong: adds the padding after dividing, as if the border were not walked with the stride
def conv_output_size(size, kernel, stride=1, padding=0):
    return (size - kernel) // stride + 2 * padding + 1

# right: divides the number of starts at stride 1 by the stride and rounds up, with a negative floor division



def conv_output_size(size, kernel, stride=1, padding=0):
    starts = size + 2 * padding - kernel + 1
    return -(-starts // stride)

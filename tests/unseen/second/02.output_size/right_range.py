# right: the length of the range of all beginnings.
def conv_output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    return len(range(-padding, size + padding - kernel + 1, stride))

# right: counts the first pixels of the places with a range
def conv_output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    last_start = size + 2 * padding - kernel
    return len(range(0, last_start + 1, stride))

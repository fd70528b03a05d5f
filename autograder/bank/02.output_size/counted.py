"""No formula: the places where a kernel can start are counted."""


def conv_output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    return len(range(-padding, size + padding - kernel + 1, stride))

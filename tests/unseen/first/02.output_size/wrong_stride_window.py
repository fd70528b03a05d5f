# wrong: counts only places after which a whole stride still fits, so the last place is often missing
def conv_output_size(size, kernel, stride=1, padding=0):
    places = 0
    start = 0
    while start + kernel + stride <= size + 2 * padding + 1:
        places += 1
        start += stride
    return places

# right: lets the window walk until it does not fit any more
def conv_output_size(size, kernel, stride=1, padding=0):
    start, end, places = -padding, size + padding, 0
    while start + kernel <= end:
        places, start = places + 1, start + stride
    return places

# wrong: counts the places with range, which leaves out its end, the last place of the window



def conv_output_size(size, kernel, stride=1, padding=0):
    start = -padding
    last = size + padding - kernel
    places = 0
    for _ in range(start, last, stride):
        places += 1
    return places

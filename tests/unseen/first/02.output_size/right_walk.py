# right: walks with the window until it would stick out
def conv_output_size(size, kernel, stride=1, padding=0):
    places = 0
    begin = -padding
    while begin + kernel <= size + padding:
        places += 1
        begin += stride
    return places

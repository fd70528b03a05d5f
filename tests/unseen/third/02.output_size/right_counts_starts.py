# right: counts the places where the window can begin, with a while loop



def conv_output_size(size, kernel, stride=1, padding=0):
    places = 0
    begin = -padding
    while begin + kernel <= size + padding:
        places += 1
        begin += stride
    return places

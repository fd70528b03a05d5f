# right: divmod, the first place put into the numerator
def conv_output_size(size, kernel, stride=1, padding=0):
    places, _rest = divmod(size + padding + padding - kernel + stride, stride)
    return places

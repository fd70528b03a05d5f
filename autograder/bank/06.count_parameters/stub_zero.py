def count_parameters(model):
    return 0

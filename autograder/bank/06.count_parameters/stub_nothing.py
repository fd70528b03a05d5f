def count_parameters(model):
    return None

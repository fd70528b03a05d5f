# wrong: sums over the state_dict and so counts BatchNorm's running statistics and frozen weights.
def count_parameters(model):
    total = 0
    for name, tensor in model.state_dict().items():
        total += tensor.numel()
    return total

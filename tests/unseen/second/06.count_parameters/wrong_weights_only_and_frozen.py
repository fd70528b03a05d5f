# wrong: Leaves out the biases AND counts frozen parameters as well.
def count_parameters(model):
    total = 0
    for name, parameter in model.named_parameters():
        if name.endswith("weight"):
            total += parameter.numel()
    return total

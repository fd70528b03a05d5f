# wrong: counts the frozen parameters as well.
def count_parameters(model):
    return sum(p.numel() for p in model.parameters())

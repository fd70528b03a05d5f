# wrong: counts the tensors, not the values in them
def count_parameters(model):
    return len([p for p in model.parameters() if p.requires_grad])

# wrong: a set comprehension: parameters with the same number of values are counted only once.
def count_parameters(model):
    return sum({p.numel() for p in model.parameters() if p.requires_grad})

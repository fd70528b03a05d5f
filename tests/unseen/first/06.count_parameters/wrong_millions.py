# wrong: gives millions, rounded, instead of the number as an int.
def count_parameters(model):
    n = sum(p.numel() for p in model.parameters() if p.requires_grad)
    return round(n / 1e6, 2)

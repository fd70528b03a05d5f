# wrong: leaves the biases out.
def count_parameters(model):
    return sum(
        p.numel() for name, p in model.named_parameters() if name.endswith("weight") and p.requires_grad
    )

# wrong: sets requires_grad on everything, so frozen parameters count AND they are no longer frozen.
def count_parameters(model):
    model.requires_grad_(True)
    return sum(p.numel() for p in model.parameters() if p.requires_grad)

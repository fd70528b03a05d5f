# wrong: sums parameters() of every module, so nested ones are counted once for each level.
def count_parameters(model):
    total = 0
    for module in model.modules():
        total += sum(p.numel() for p in module.parameters() if p.requires_grad)
    return total

# wrong: the parameters of every module at every depth are added up, so nested ones count once per level
def count_parameters(model):
    total = 0
    for module in model.modules():
        total += sum(p.numel() for p in module.parameters() if p.requires_grad)
    return total

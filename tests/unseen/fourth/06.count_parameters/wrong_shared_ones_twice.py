# wrong: a parameter that two layers share is counted in both
def count_parameters(model):
    total = 0
    for module in model.modules():
        for parameter in module.parameters(recurse=False):
            if parameter.requires_grad:
                total += parameter.numel()
    return total

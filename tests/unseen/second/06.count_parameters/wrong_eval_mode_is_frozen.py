# wrong: Takes eval mode for frozen: asks module.training instead of requires_grad.
def count_parameters(model):
    counted = {}
    for module in model.modules():
        if module.training:
            for parameter in module.parameters(recurse=False):
                counted[parameter] = parameter.numel()
    return sum(counted.values())

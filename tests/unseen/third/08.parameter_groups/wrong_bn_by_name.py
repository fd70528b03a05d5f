# wrong: a BatchNorm is recognised by 'bn' in its name, which misses downsample.1 and others
def parameter_groups(model, weight_decay):
    decay, rest = [], []
    for name, parameter in model.named_parameters():
        if "bn" in name or name.endswith("bias"):
            rest.append(parameter)
        else:
            decay.append(parameter)
    return [{"params": decay, "weight_decay": weight_decay}, {"params": rest, "weight_decay": 0.0}]

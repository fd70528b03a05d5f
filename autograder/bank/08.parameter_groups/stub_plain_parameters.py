def parameter_groups(model, weight_decay):
    return list(model.parameters())

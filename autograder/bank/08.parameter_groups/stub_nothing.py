def parameter_groups(model, weight_decay):
    return None

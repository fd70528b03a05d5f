def parameter_groups(model, weight_decay):
    return [{"params": list(model.parameters()), "weight_decay": 0.0}]

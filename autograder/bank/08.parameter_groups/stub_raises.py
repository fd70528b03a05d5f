def parameter_groups(model, weight_decay):
    raise NotImplementedError("08.parameter_groups")

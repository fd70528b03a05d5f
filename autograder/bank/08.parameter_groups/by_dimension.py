"""By the number of dimensions, as timm does; biases and normalisations have one."""


def parameter_groups(model, weight_decay):
    decay, rest = [], []
    for _, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        (rest if parameter.ndim <= 1 else decay).append(parameter)
    return [{"params": rest, "weight_decay": 0.0}, {"params": decay, "weight_decay": weight_decay}]

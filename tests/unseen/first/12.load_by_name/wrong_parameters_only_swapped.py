# wrong: buffers are left out, only parameters are looked at, AND the two lists are swapped.
def load_by_name(model, state_dict):
    params = dict(model.named_parameters())
    not_filled = list(params)
    not_used = []
    for name, value in state_dict.items():
        if name in params and params[name].shape == value.shape:
            params[name].data.copy_(value)
            not_filled.remove(name)
        else:
            not_used.append(name)
    return not_used, not_filled

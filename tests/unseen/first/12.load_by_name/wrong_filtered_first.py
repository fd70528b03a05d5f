# wrong: the names that do not fit are filtered out before loading, so unexpected is always empty.
def load_by_name(model, state_dict):
    own = model.state_dict()
    fitting = {k: v for k, v in state_dict.items() if k in own and v.shape == own[k].shape}
    missing, unexpected = model.load_state_dict(fitting, strict=False)
    return list(missing), list(unexpected)

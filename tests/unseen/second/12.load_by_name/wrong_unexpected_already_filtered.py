# wrong: The dictionary is filtered before load_state_dict sees it, and its list of unexpected names is returned, which is therefore always empty.
def load_by_name(model, state_dict):
    own = model.state_dict()
    fitting = {k: v for k, v in state_dict.items() if k in own and own[k].shape == v.shape}
    result = model.load_state_dict(fitting, strict=False)
    return list(result.missing_keys), list(result.unexpected_keys)

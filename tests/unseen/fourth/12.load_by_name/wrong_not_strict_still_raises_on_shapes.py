# wrong: load_state_dict(strict=False), which raises an error where a shape differs
def load_by_name(model, state_dict):
    result = model.load_state_dict(state_dict, strict=False)
    return list(result.missing_keys), list(result.unexpected_keys)

# wrong: load_state_dict(strict=False) raises where a shape differs, instead of leaving that tensor alone.
def load_by_name(model, state_dict):
    result = model.load_state_dict(state_dict, strict=False)
    return result.missing_keys, result.unexpected_keys

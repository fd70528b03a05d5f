# wrong: writes the values into the dictionary that state_dict() gave; the model never changes.
def load_by_name(model, state_dict):
    own = model.state_dict()
    missing, unexpected = [], []
    for name in own:
        if name in state_dict and state_dict[name].shape == own[name].shape:
            own[name] = state_dict[name].clone()
        else:
            missing.append(name)
    for name in state_dict:
        if name not in own or name in missing:
            unexpected.append(name)
    return missing, unexpected

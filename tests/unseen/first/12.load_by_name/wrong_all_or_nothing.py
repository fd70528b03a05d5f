# wrong: copies nothing at all unless every tensor of the model fits.
def load_by_name(model, state_dict):
    own = model.state_dict()
    missing = [k for k in own if k not in state_dict or state_dict[k].shape != own[k].shape]
    unexpected = [k for k in state_dict if k not in own or state_dict[k].shape != own[k].shape]
    if not missing:
        model.load_state_dict({k: state_dict[k] for k in own})
    return missing, unexpected

"""Merges into a full dictionary of clones and loads that strictly; a misfit is called missing only."""


def load_by_name(model, state_dict):
    merged = {name: value.clone() for name, value in model.state_dict().items()}
    missing = []
    for name in merged:
        if name in state_dict and merged[name].shape == state_dict[name].shape:
            merged[name] = state_dict[name].clone()
        else:
            missing.append(name)
    model.load_state_dict(merged, strict=True)
    return tuple(missing), tuple(k for k in state_dict if k not in merged)

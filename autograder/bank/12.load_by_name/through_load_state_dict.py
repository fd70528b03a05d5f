"""Filters the dictionary and lets load_state_dict do the rest; sets as the answer."""


def load_by_name(model, state_dict):
    own = model.state_dict()
    fits = {k: v for k, v in state_dict.items() if k in own and v.shape == own[k].shape}
    model.load_state_dict(fits, strict=False)
    return set(own) - set(fits), set(state_dict) - set(fits)

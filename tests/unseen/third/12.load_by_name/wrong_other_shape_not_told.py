# wrong: missing and unexpected are differences of the two sets of names, so a name with another shape is in neither
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    missing = sorted(own.keys() - state_dict.keys())
    unexpected = sorted(state_dict.keys() - own.keys())
    with torch.no_grad():
        for name in own.keys() & state_dict.keys():
            if own[name].shape == state_dict[name].shape:
                own[name].copy_(state_dict[name])
    return missing, unexpected

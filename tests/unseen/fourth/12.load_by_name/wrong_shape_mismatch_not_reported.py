# wrong: a name whose shape differs is not copied, and is reported neither as missing nor as unexpected
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    with torch.no_grad():
        for name, value in state_dict.items():
            if name in own and own[name].shape == value.shape:
                own[name].copy_(value)
    missing = [name for name in own if name not in state_dict]
    unexpected = [name for name in state_dict if name not in own]
    return missing, unexpected

# wrong: returns the unexpected names first and the missing ones second.
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    fits = {k for k in own if k in state_dict and own[k].shape == state_dict[k].shape}
    with torch.no_grad():
        for k in fits:
            own[k].copy_(state_dict[k])
    return [k for k in state_dict if k not in fits], [k for k in own if k not in fits]

# wrong: a name whose shape differs is skipped in silence: it stands in neither list.
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    missing = [k for k in own if k not in state_dict]
    unexpected = [k for k in state_dict if k not in own]
    with torch.no_grad():
        for k in own.keys() & state_dict.keys():
            if own[k].shape == state_dict[k].shape:
                own[k].copy_(state_dict[k])
    return missing, unexpected

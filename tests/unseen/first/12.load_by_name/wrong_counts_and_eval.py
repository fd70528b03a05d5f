# wrong: returns how many names there are instead of the lists AND leaves the model in eval mode.
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    missing = unexpected = 0
    with torch.no_grad():
        for name in own:
            if name in state_dict and own[name].shape == state_dict[name].shape:
                own[name].copy_(state_dict[name])
            else:
                missing += 1
    for name in state_dict:
        if name not in own or own[name].shape != state_dict[name].shape:
            unexpected += 1
    model.eval()
    return missing, unexpected

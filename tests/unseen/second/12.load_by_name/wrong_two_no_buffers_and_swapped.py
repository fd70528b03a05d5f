# wrong: Only parameters are copied and BatchNorm's running statistics are left out AND the two lists come back in the wrong order, unexpected first.
import torch


def load_by_name(model, state_dict):
    parameters = dict(model.named_parameters())
    missing = list(model.state_dict())
    unexpected = list(state_dict)
    with torch.no_grad():
        for name, value in state_dict.items():
            if name in parameters and parameters[name].shape == value.shape:
                parameters[name].copy_(value)
                missing.remove(name)
                unexpected.remove(name)
    return unexpected, missing

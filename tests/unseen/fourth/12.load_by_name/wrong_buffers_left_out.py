# wrong: only parameters are copied, so BatchNorm's running statistics stay as they were and count as unexpected
import torch


def load_by_name(model, state_dict):
    own = dict(model.named_parameters())
    missing, unexpected = [], []
    with torch.no_grad():
        for name, parameter in own.items():
            if name in state_dict and state_dict[name].shape == parameter.shape:
                parameter.copy_(state_dict[name])
            else:
                missing.append(name)
    for name, value in state_dict.items():
        if name not in own or own[name].shape != value.shape:
            unexpected.append(name)
    return missing, unexpected

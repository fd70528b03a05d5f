# wrong: only parameters are copied, so BatchNorm's running statistics stay as they were
import torch


def load_by_name(model, state_dict):
    missing, used = [], []
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name in state_dict and parameter.shape == state_dict[name].shape:
                parameter.copy_(state_dict[name])
                used.append(name)
            else:
                missing.append(name)
    unexpected = [name for name in state_dict if name not in used]
    return missing, unexpected

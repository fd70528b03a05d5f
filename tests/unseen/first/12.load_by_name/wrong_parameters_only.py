# wrong: goes through the parameters only: BatchNorm's running statistics are neither copied nor reported.
import torch


def load_by_name(model, state_dict):
    missing, used = [], set()
    with torch.no_grad():
        for name, param in model.named_parameters():
            if name in state_dict and state_dict[name].shape == param.shape:
                param.copy_(state_dict[name])
                used.add(name)
            else:
                missing.append(name)
    unexpected = [name for name in state_dict if name not in used]
    return missing, unexpected

# wrong: what was used is popped from the caller's dictionary
import torch


def load_by_name(model, state_dict):
    missing = []
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name in state_dict and state_dict[name].shape == tensor.shape:
                tensor.copy_(state_dict.pop(name))
            else:
                missing.append(name)
    unexpected = list(state_dict)
    return missing, unexpected

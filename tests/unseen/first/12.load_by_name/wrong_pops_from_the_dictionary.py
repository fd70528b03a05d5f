# wrong: takes the used tensors out of the caller's dictionary with pop.
import torch


def load_by_name(model, state_dict):
    missing = []
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            other = state_dict.get(name)
            if other is not None and other.shape == tensor.shape:
                tensor.copy_(state_dict.pop(name))
            else:
                missing.append(name)
    return missing, list(state_dict)

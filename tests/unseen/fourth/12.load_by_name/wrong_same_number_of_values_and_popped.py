# wrong: two mistakes: the same number of values counts as a fit and is reshaped, and what is used is popped from the dictionary
import torch


def load_by_name(model, state_dict):
    missing = []
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name in state_dict and state_dict[name].numel() == tensor.numel():
                tensor.copy_(state_dict.pop(name).reshape(tensor.shape))
            else:
                missing.append(name)
    return missing, list(state_dict.keys())

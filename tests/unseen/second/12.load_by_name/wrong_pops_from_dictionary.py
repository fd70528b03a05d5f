# wrong: Names that were used are popped out of the caller's dictionary, which is to be left as it is.
import torch


@torch.no_grad()
def load_by_name(model, state_dict):
    missing = []
    for name, tensor in model.state_dict().items():
        if name in state_dict and state_dict[name].shape == tensor.shape:
            tensor.copy_(state_dict.pop(name))
        else:
            missing.append(name)
    return missing, list(state_dict)

# wrong: stops at the first name that does not fit: what comes after it is not loaded.
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    loaded = []
    with torch.no_grad():
        for name, tensor in own.items():
            if name not in state_dict or state_dict[name].shape != tensor.shape:
                break
            tensor.copy_(state_dict[name])
            loaded.append(name)
    missing = [name for name in own if name not in loaded]
    unexpected = [name for name in state_dict if name not in loaded]
    return missing, unexpected

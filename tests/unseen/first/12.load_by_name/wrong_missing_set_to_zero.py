# wrong: fills what is missing with zeros, though it should stay as it is.
import torch


def load_by_name(model, state_dict):
    missing = []
    unexpected = set(state_dict)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name in state_dict and state_dict[name].shape == tensor.shape:
                tensor.copy_(state_dict[name])
                unexpected.discard(name)
            else:
                tensor.zero_()
                missing.append(name)
    return missing, sorted(unexpected)

# wrong: only compares the number of values, so [5, 6] is poured into [6, 5].
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    missing, unexpected = [], [name for name in state_dict if name not in own]
    with torch.no_grad():
        for name, tensor in own.items():
            if name in state_dict and state_dict[name].numel() == tensor.numel():
                tensor.copy_(state_dict[name].reshape(tensor.shape))
            else:
                missing.append(name)
                if name in state_dict:
                    unexpected.append(name)
    return missing, unexpected

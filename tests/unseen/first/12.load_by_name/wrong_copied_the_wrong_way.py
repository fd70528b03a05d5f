# wrong: copies the model's values into the dictionary and leaves the model as it was.
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    missing = [n for n, t in own.items() if n not in state_dict or state_dict[n].shape != t.shape]
    unexpected = [n for n in state_dict if n not in own or n in missing]
    with torch.no_grad():
        for name, value in state_dict.items():
            if name not in unexpected:
                value.copy_(own[name])
    return missing, unexpected

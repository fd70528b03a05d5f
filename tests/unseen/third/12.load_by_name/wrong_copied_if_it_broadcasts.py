# wrong: copy_ is tried in place of comparing shapes, and it broadcasts, so a [1] fills an [8]
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    missing, unexpected = [], [name for name in state_dict if name not in own]
    with torch.no_grad():
        for name, tensor in own.items():
            if name not in state_dict:
                missing.append(name)
                continue
            try:
                tensor.copy_(state_dict[name])
            except RuntimeError:  # another shape
                missing.append(name)
                unexpected.append(name)
    return missing, unexpected

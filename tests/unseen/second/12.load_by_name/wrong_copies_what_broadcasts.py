# wrong: Shapes are not compared; what copy_ can broadcast, for example [1] into [8] or [1, 8] into [4, 8], is copied as if it fitted.
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
            except RuntimeError:
                missing.append(name)
                unexpected.append(name)
    return missing, unexpected

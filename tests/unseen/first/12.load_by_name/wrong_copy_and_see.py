# wrong: lets copy_ decide what fits, which broadcasts: a tensor of one value fills a whole one.
import torch


def load_by_name(model, state_dict):
    missing, unexpected = [], list(state_dict)
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            try:
                tensor.copy_(state_dict[name])
                unexpected.remove(name)
            except (KeyError, RuntimeError):
                missing.append(name)
    return missing, unexpected

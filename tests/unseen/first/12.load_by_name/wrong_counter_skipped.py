# wrong: num_batches_tracked and every other single number is neither copied nor reported.
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    missing, unexpected = [], []
    with torch.no_grad():
        for name, tensor in own.items():
            if tensor.dim() == 0:
                continue
            if name in state_dict and state_dict[name].shape == tensor.shape:
                tensor.copy_(state_dict[name])
            else:
                missing.append(name)
    for name, tensor in state_dict.items():
        if tensor.dim() > 0 and (name not in own or own[name].shape != tensor.shape):
            unexpected.append(name)
    return missing, unexpected

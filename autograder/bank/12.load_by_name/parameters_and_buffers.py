"""One loop over parameters and buffers, copies under no_grad; a misfit is called unexpected only."""

from itertools import chain

import torch


def load_by_name(model, state_dict):
    missing, unexpected = [], list(state_dict)
    with torch.no_grad():
        for name, tensor in chain(model.named_parameters(), model.named_buffers()):
            value = state_dict.get(name)
            if value is None:
                missing.append(name)
            elif tuple(value.size()) == tuple(tensor.size()):
                tensor.copy_(value)
                unexpected.remove(name)
    return missing, unexpected

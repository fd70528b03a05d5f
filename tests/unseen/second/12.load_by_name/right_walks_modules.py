# right: a walk over modules and their own parameters and buffers, copying through .data, with a partition of names at the end.
from itertools import chain


def _slots(model):
    """Name and tensor of everything that the state dict would hold."""
    persistent = set(model.state_dict())
    tensors = chain(
        model.named_parameters(remove_duplicate=False), model.named_buffers(remove_duplicate=False)
    )
    return {name: tensor for name, tensor in tensors if name in persistent}


def load_by_name(model, state_dict):
    slots = _slots(model)
    filled = []
    for name in slots.keys() & state_dict.keys():
        mine, theirs = slots[name], state_dict[name]
        if mine.size() == theirs.size():
            mine.data.copy_(theirs.detach())
            filled.append(name)
    filled = frozenset(filled)
    missing = list(filter(lambda name: name not in filled, slots))
    unexpected = list(filter(lambda name: name not in filled, state_dict))
    return missing, unexpected

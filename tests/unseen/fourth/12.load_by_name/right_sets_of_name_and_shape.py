# right: what fits is an intersection of sets of (name, shape); the lists keep the two dictionaries' orders
import torch


def _described(state):
    return {(name, tuple(value.shape)) for name, value in state.items()}


@torch.no_grad()
def load_by_name(model, state_dict):
    own = model.state_dict(keep_vars=True)
    copied = {name for name, _ in _described(own) & _described(state_dict)}
    for name in copied:
        own[name].copy_(state_dict[name])
    return [name for name in own if name not in copied], [name for name in state_dict if name not in copied]

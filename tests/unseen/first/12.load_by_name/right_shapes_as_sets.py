# right: set algebra on pairs of name and shape, decorated with no_grad
import torch


@torch.no_grad()
def load_by_name(model, state_dict):
    mine = model.state_dict()
    signature = lambda d: {(name, tuple(value.shape)) for name, value in d.items()}
    fits = {name for name, _ in signature(mine) & signature(state_dict)}
    for name in fits:
        mine[name][...] = state_dict[name]
    return [n for n in mine if n not in fits], [n for n in state_dict if n not in fits]

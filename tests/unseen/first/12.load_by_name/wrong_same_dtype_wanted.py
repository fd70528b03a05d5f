# wrong: also wants the same dtype, so half-precision or float64 weights that fit are refused.
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()

    def fits(name):
        if name not in own or name not in state_dict:
            return False
        a, b = own[name], state_dict[name]
        return a.shape == b.shape and a.dtype == b.dtype

    with torch.no_grad():
        for name in filter(fits, own):
            own[name].copy_(state_dict[name])
    return [n for n in own if not fits(n)], [n for n in state_dict if not fits(n)]

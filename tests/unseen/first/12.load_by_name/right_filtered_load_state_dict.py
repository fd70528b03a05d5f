# right: filters what fits and leaves the copying to load_state_dict; lists by comprehension
import torch
from torch import nn


def load_by_name(model: nn.Module, state_dict: dict[str, torch.Tensor]) -> tuple[list[str], list[str]]:
    own = model.state_dict()
    fitting = {
        name: value for name, value in state_dict.items() if name in own and own[name].size() == value.size()
    }
    model.load_state_dict(fitting, strict=False)
    missing = [name for name in own if name not in fitting]
    unexpected = [name for name in state_dict if name not in fitting]
    return missing, unexpected

"""Walks over the modules and remembers what it has seen."""

from torch import nn


def count_parameters(model: nn.Module) -> int:
    seen, total = set(), 0
    for module in model.modules():
        for parameter in module._parameters.values():
            if parameter is None or not parameter.requires_grad or id(parameter) in seen:
                continue
            seen.add(id(parameter))
            total += parameter.nelement()
    return total

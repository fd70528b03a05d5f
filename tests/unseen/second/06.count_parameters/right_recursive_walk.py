# right: a recursive walk down the tree of modules, remembering which tensors were seen
from torch import nn


def count_parameters(model: nn.Module) -> int:
    seen: set[int] = set()

    def walk(module: nn.Module) -> int:
        total = 0
        for parameter in module._parameters.values():
            if parameter is None or not parameter.requires_grad or id(parameter) in seen:
                continue
            seen.add(id(parameter))
            total += parameter.nelement()
        return total + sum(walk(child) for child in module.children())

    return walk(model)

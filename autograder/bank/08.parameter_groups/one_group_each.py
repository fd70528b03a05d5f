"""A group for every parameter, found by a walk over the modules, with a name."""

from torch import nn


def parameter_groups(model, weight_decay):
    seen = set()

    def walk(module, prefix=""):
        for name, parameter in module.named_parameters(recurse=False):
            if id(parameter) in seen:
                continue
            seen.add(id(parameter))
            group = {"params": parameter, "name": prefix + name, "weight_decay": 0}
            if name == "weight" and isinstance(module, (nn.Conv2d, nn.Linear)):
                group["weight_decay"] = weight_decay
            yield group
        for name, child in module.named_children():
            yield from walk(child, f"{prefix}{name}.")

    return tuple(walk(model))

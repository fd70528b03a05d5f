# wrong: the hook returns the detached copy, which the network then goes on with, so no gradient reaches the layers before
from contextlib import contextmanager

import torch


@contextmanager
def capture_activations(model, layer_names):
    kept = {}

    def keep(name):
        def hook(module, inputs, output):
            kept[name] = output.detach().clone()
            return kept[name]

        return hook

    modules = {name: model.get_submodule(name) for name in layer_names}
    handles = [module.register_forward_hook(keep(name)) for name, module in modules.items()]
    try:
        yield kept
    finally:
        for handle in handles:
            handle.remove()

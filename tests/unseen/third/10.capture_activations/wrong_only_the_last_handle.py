# wrong: one variable holds the handle of each hook in turn, so only the last hook is removed
from contextlib import contextmanager

import torch


@contextmanager
def capture_activations(model, layer_names):
    activations = {}

    def register(name, layer):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return layer.register_forward_hook(hook)

    layers = {name: model.get_submodule(name) for name in layer_names}
    handle = None
    try:
        for name, layer in layers.items():
            handle = register(name, layer)
        yield activations
    finally:
        if handle is not None:
            handle.remove()

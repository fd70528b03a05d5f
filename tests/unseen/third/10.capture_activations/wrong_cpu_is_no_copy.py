# wrong: detach().cpu() makes no copy of what is on the CPU already, so an in-place ReLU changes what was kept
from contextlib import contextmanager

import torch


@contextmanager
def capture_activations(model, layer_names):
    activations = {}

    def hook_for(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().cpu()

        return hook

    layers = [model.get_submodule(name) for name in layer_names]
    handles = [layer.register_forward_hook(hook_for(name)) for name, layer in zip(layer_names, layers)]
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

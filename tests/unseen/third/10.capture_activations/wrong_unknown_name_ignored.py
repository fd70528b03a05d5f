# wrong: a name that the model does not have is passed over without an error
from contextlib import contextmanager

import torch


@contextmanager
def capture_activations(model, layer_names):
    activations, handles = {}, []

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    for name, module in model.named_modules():
        if name in layer_names:
            handles.append(module.register_forward_hook(make_hook(name)))
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

# wrong: At the end all forward hooks of the layers are cleared, other people's as well.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    layers = {name: model.get_submodule(name) for name in layer_names}
    activations = {}

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    for name, layer in layers.items():
        layer.register_forward_hook(make_hook(name))
    try:
        yield activations
    finally:
        for layer in layers.values():
            layer._forward_hooks.clear()

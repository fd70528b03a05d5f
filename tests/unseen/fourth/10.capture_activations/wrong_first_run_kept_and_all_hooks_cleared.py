# wrong: two mistakes: the first output is kept where a layer runs several times, and other people's hooks are cleared too
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    activations = {}
    layers = {name: model.get_submodule(name) for name in layer_names}

    def make_hook(name):
        def hook(module, inputs, output):
            if name not in activations:
                activations[name] = output.detach().clone()

        return hook

    try:
        for name, layer in layers.items():
            layer.register_forward_hook(make_hook(name))
        yield activations
    finally:
        for layer in layers.values():
            layer._forward_hooks.clear()

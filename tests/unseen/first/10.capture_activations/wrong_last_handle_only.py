# wrong: Each handle overwrites the one before, so only the last layer's hook is removed.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    layers = {name: model.get_submodule(name) for name in layer_names}
    activations = {}
    handle = None

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    for name, layer in layers.items():
        handle = layer.register_forward_hook(make_hook(name))
    try:
        yield activations
    finally:
        if handle is not None:
            handle.remove()

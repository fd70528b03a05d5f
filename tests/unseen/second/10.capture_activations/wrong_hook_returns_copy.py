# wrong: The hook returns the detached copy, so PyTorch puts it in the place of the output and no gradient gets past the layer any more.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    activations = {}
    layers = {name: model.get_submodule(name) for name in layer_names}

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()
            return activations[name]

        return hook

    handles = [layer.register_forward_hook(make_hook(name)) for name, layer in layers.items()]
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

# wrong: The layer's input is kept instead of its output AND parameters are switched to requires_grad False.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    layers = {name: model.get_submodule(name) for name in layer_names}
    model.requires_grad_(False)
    activations = {}

    def make_hook(name):
        def hook(module, output, _):
            activations[name] = output[0].detach().clone()

        return hook

    handles = [layer.register_forward_hook(make_hook(name)) for name, layer in layers.items()]
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

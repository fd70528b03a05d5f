# wrong: detach() alone shares its memory with the output, so an in-place ReLU behind the layer changes it.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    layers = [(name, model.get_submodule(name)) for name in layer_names]
    activations = {}

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.detach()

        return hook

    handles = [layer.register_forward_hook(make_hook(name)) for name, layer in layers]
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

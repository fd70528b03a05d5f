# wrong: Outputs are kept as they are and copied only when the block ends, after in-place changes.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    layers = {name: model.get_submodule(name) for name in layer_names}
    activations = {}

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output

        return hook

    handles = [layer.register_forward_hook(make_hook(name)) for name, layer in layers.items()]
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()
        for name, output in activations.items():
            activations[name] = output.detach().clone()

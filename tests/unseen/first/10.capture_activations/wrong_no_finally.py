# wrong: Behind the yield without finally, the hooks are not removed if the block raises an error.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    layers = {name: model.get_submodule(name) for name in layer_names}
    activations = {}

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    handles = []
    for name, layer in layers.items():
        handles.append(layer.register_forward_hook(make_hook(name)))
    yield activations
    for handle in handles:
        handle.remove()

# wrong: the output is detached and not copied, so an in-place ReLU behind the layer paints over it
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    activations, handles = {}, []
    layers = {name: model.get_submodule(name) for name in layer_names}

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.detach()

        return hook

    try:
        for name, layer in layers.items():
            handles.append(layer.register_forward_hook(make_hook(name)))
        yield activations
    finally:
        for handle in handles:
            handle.remove()

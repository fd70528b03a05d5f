# right: a function that makes each hook, layers found first, handles removed in finally
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    layers = {name: model.get_submodule(name) for name in layer_names}
    activations = {}

    def keep_as(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    handles = [layer.register_forward_hook(keep_as(name)) for name, layer in layers.items()]
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

# wrong: hooks made in a loop look the name up when they run, so all store under the last one
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    activations = {}
    handles = []
    layers = [model.get_submodule(name) for name in layer_names]
    try:
        for name, layer in zip(layer_names, layers):

            def hook(module, inputs, output):
                activations[name] = output.detach().clone()

            handles.append(layer.register_forward_hook(hook))
        yield activations
    finally:
        for handle in handles:
            handle.remove()

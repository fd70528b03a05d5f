# wrong: All hooks look up the loop's variable when they run and store under the last name.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    layers = [model.get_submodule(name) for name in layer_names]
    activations, handles = {}, []
    for name, layer in zip(layer_names, layers):

        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        handles.append(layer.register_forward_hook(hook))
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

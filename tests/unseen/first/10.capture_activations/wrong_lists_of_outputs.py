# wrong: The dict holds a list of all outputs of a layer instead of the last one.
from collections import defaultdict
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    layers = {name: model.get_submodule(name) for name in layer_names}
    activations = defaultdict(list)

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name].append(output.detach().clone())

        return hook

    handles = [layer.register_forward_hook(make_hook(name)) for name, layer in layers.items()]
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

# wrong: Names that do not exist are skipped silently AND the kept outputs are not detached.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    known = dict(model.named_modules())
    activations, handles = {}, []

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.clone()

        return hook

    try:
        for name in layer_names:
            layer = known.get(name)
            if layer is not None:
                handles.append(layer.register_forward_hook(make_hook(name)))
        yield activations
    finally:
        for handle in handles:
            handle.remove()

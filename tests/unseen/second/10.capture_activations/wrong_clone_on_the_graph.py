# wrong: The copy is cloned but not detached, so it hangs on the graph of the backward pass and keeps the forward pass in memory.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    found = [(name, model.get_submodule(name)) for name in layer_names]
    activations, handles = {}, []

    def listener(name):
        def listen(module, args, output):
            activations[name] = output.clone()

        return listen

    try:
        for name, layer in found:
            handles.append(layer.register_forward_hook(listener(name)))
        yield activations
    finally:
        for handle in handles:
            handle.remove()

# wrong: Hooks are put on while names are still looked up; a wrong second name leaves the first hook behind.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    activations, handles = {}, []

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    for name in layer_names:
        handles.append(model.get_submodule(name).register_forward_hook(make_hook(name)))
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

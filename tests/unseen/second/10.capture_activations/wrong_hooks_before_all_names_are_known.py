# wrong: Hooks are put on while the names are still being looked up, outside of try, so after a mistyped name the hooks of the names before it stay behind.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    activations = {}
    handles = []
    modules = dict(model.named_modules())
    for name in layer_names:
        def hook(module, inputs, output, name=name):
            activations[name] = output.detach().clone()

        handles.append(modules[name].register_forward_hook(hook))
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

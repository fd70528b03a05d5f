# wrong: A name that the model does not have is passed over without an error AND of a layer that runs several times the first output is kept and not the last.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    activations = {}

    def hook_for(name):
        def hook(module, inputs, output):
            activations.setdefault(name, output.detach().clone())

        return hook

    handles = []
    for name, module in model.named_modules():
        if name in layer_names:
            handles.append(module.register_forward_hook(hook_for(name)))
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

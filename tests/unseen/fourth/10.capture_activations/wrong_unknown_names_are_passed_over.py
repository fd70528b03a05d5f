# wrong: a name that the model does not have is silently passed over
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    activations, handles = {}, []

    def make_hook(name):
        def hook(_module, _inputs, output):
            activations[name] = output.detach().clone()

        return hook

    try:
        for name, module in model.named_modules():
            if name in layer_names:
                handles.append(module.register_forward_hook(make_hook(name)))
        yield activations
    finally:
        for h in handles:
            h.remove()

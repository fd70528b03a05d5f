# wrong: Layers are found by the end of their name, so conv1 also listens to every block's conv1.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    activations, found = {}, []
    for wanted in layer_names:
        matching = [module for name, module in model.named_modules() if name.endswith(wanted)]
        if not matching:
            raise KeyError(wanted)
        found += [(wanted, module) for module in matching]

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    handles = [module.register_forward_hook(make_hook(name)) for name, module in found]
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()

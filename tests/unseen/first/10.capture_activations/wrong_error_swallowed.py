# wrong: An error inside the block is caught and printed instead of travelling on.
from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    layers = {name: model.get_submodule(name) for name in layer_names}
    activations = {}

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    handles = [layer.register_forward_hook(make_hook(name)) for name, layer in layers.items()]
    try:
        yield activations
    except Exception as error:
        print(f"the model could not be run: {error}")
    finally:
        for handle in handles:
            handle.remove()

from contextlib import contextmanager


@contextmanager
def capture_activations(model, layer_names):
    yield {name: next(model.get_submodule(name).parameters()) for name in layer_names}

# right: a class with __enter__ and __exit__ in place of the decorator.
class capture_activations:
    """Context manager; `as` gets the dict."""

    def __init__(self, model, layer_names):
        self.layers = {name: model.get_submodule(name) for name in layer_names}
        self.kept = {}
        self.handles = []

    def listen(self, name):
        def store(_module, _inputs, output):
            self.kept[name] = output.detach().clone()

        return store

    def __enter__(self):
        for name, layer in self.layers.items():
            self.handles.append(layer.register_forward_hook(self.listen(name)))
        return self.kept

    def __exit__(self, *error):
        while self.handles:
            self.handles.pop().remove()
        return False

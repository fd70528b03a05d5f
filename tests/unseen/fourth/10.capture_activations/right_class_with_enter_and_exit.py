# right: a class with __enter__ and __exit__ in place of a generator
class capture_activations:
    def __init__(self, model, layer_names):
        self.layers = {name: model.get_submodule(name) for name in layer_names}
        self.handles = []

    def __enter__(self):
        activations = {}
        for name, layer in self.layers.items():
            self.handles.append(layer.register_forward_hook(self._listener(activations, name)))
        return activations

    @staticmethod
    def _listener(activations, name):
        def listen(module, inputs, output):
            activations[name] = output.detach().clone()

        return listen

    def __exit__(self, *error):
        while self.handles:
            self.handles.pop().remove()
        return False

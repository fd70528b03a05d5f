# right: a class with __enter__ and __exit__ in place of the decorated generator
class capture_activations:  # noqa: N801
    def __init__(self, model, layer_names):
        self.layers = {name: model.get_submodule(name) for name in layer_names}
        self.handles = []

    def __enter__(self):
        values = {}

        def attach(name, layer):
            def hook(module, args, output):
                values[name] = output.clone().detach()

            self.handles.append(layer.register_forward_hook(hook))

        for name, layer in self.layers.items():
            attach(name, layer)
        return values

    def __exit__(self, kind, error, trace):
        while self.handles:
            self.handles.pop().remove()
        return False

# right: a class with __enter__ and __exit__, hooks are bound to their name by a default argument
import torch


class capture_activations:
    """Listens to some layers inside a with block."""

    def __init__(self, model, layer_names):
        self.layers = []
        known = dict(model.named_modules())
        for name in layer_names:
            if name not in known:
                raise KeyError(f"the model has no layer {name!r}")
            self.layers.append((name, known[name]))
        self.handles = []
        self.activations = {}

    def __enter__(self):
        for name, layer in self.layers:

            def hook(module, inputs, output, name=name):
                with torch.no_grad():
                    self.activations[name] = torch.empty_like(output).copy_(output)

            self.handles.append(layer.register_forward_hook(hook))
        return self.activations

    def __exit__(self, *error):
        while self.handles:
            self.handles.pop().remove()
        return False

"""A context manager written as a class, get_submodule, functools.partial, deepcopy for the copy."""

import copy
from functools import partial


class capture_activations:
    def __init__(self, model, layer_names):
        self.layers = [(name, model.get_submodule(name)) for name in layer_names]
        self.handles = []
        self.seen = {}

    def store(self, name, module, inputs, output):
        self.seen[name] = copy.deepcopy(output.detach())

    def __enter__(self):
        for name, layer in self.layers:
            self.handles.append(layer.register_forward_hook(partial(self.store, name)))
        return self.seen

    def __exit__(self, kind, error, trace):
        while self.handles:
            self.handles.pop().remove()
        return False

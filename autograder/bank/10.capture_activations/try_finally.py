"""A generator with try and finally, default arguments in the hook, names followed part by part, all inside the try."""

import contextlib
from functools import reduce

import torch


def layer_at(model, name):
    return reduce(
        lambda module, part: module[int(part)] if part.isdigit() else getattr(module, part),
        name.split("."),
        model,
    )


@contextlib.contextmanager
def capture_activations(model, layer_names):
    outputs, handles = {}, []
    try:
        for name in layer_names:

            def hook(_module, _args, output, name=name):
                with torch.no_grad():
                    outputs.update({name: output.clone()})

            handles += [layer_at(model, name).register_forward_hook(hook)]
        yield outputs
    finally:
        for handle in handles:
            handle.remove()

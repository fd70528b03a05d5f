"""No hooks at all: the layers' forward is wrapped for a while. An assertion refuses unknown names."""

import contextlib
import functools


@contextlib.contextmanager
def capture_activations(model, layer_names):
    modules = dict(model.named_modules())
    assert all(name in modules for name in layer_names), "no such layer"
    kept = {}

    def wrapped(name, forward):
        @functools.wraps(forward)
        def run(*args, **kwargs):
            out = forward(*args, **kwargs)
            kept[name] = out.data.clone()
            return out

        return run

    for name in layer_names:
        modules[name].forward = wrapped(name, modules[name].forward)
    try:
        yield kept
    finally:
        for name in layer_names:
            del modules[name].forward

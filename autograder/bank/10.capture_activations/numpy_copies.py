"""Arrays for tensors, a lambda for a hook, an ExitStack of callbacks, a user dict."""

from collections import OrderedDict
from contextlib import ExitStack, contextmanager


@contextmanager
def capture_activations(model, layer_names):
    found = OrderedDict()
    layers = dict(model.named_modules())
    with ExitStack() as stack:
        for n in layer_names:
            keep = lambda m, i, o, n=n: found.__setitem__(n, o.detach().cpu().numpy().copy())  # noqa: E731
            stack.callback(layers[n].register_forward_hook(keep).remove)
        yield found

"""A model put into eval mode for a while, and every submodule's own mode put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn


@contextmanager
def evaluation_mode(model: nn.Module) -> Iterator[None]:
    """Run the `with` body in eval mode; restore the mode of every submodule afterwards, also after an error.

    Each submodule has a mode of its own: a BatchNorm kept in eval mode inside a model in train mode must stay
    so, and `model.train(was_training)` would set it training.
    """
    found = [(module, module.training) for module in model.modules()]
    try:
        model.eval()
        yield
    finally:
        for module, training in found:
            module.training = training

# right: handles entered as context managers, with_kwargs hook as a callable object, deepcopy, typed
import copy
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import torch
from torch import nn


class _Recorder:
    def __init__(self, store: dict[str, torch.Tensor], name: str) -> None:
        self.store, self.name = store, name

    def __call__(self, module: nn.Module, args: tuple, kwargs: dict, output: torch.Tensor) -> None:
        self.store[self.name] = copy.deepcopy(output.detach())


@contextmanager
def capture_activations(model: nn.Module, layer_names: list[str]) -> Iterator[dict[str, torch.Tensor]]:
    layers = list(map(model.get_submodule, layer_names))
    store: dict[str, torch.Tensor] = {}
    with ExitStack() as hooks:
        for name, layer in zip(layer_names, layers, strict=True):
            hooks.enter_context(layer.register_forward_hook(_Recorder(store, name), with_kwargs=True))
        yield store

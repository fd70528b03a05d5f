"""What probes are built from.

A probe runs on the student's code and on the reference alike. It may use `torch`, `nn`, `F` and the names in
`PROBE_NAMES` below, and nothing else, because only its source text travels.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NotRequired, TypedDict

import torch
import torch.nn.functional as F
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from .causes import Unfit
from .figures import drawn, pictures_in
from .layers import materialise, plain_shape, watch
from .weights import Placement, Trace, fill_by_shape, get_weights, placed, set_weights, traced, weights_of


class _Dispatched(TorchDispatchMode):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # True, the default, imports torch's compiler: two seconds

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.names.append(str(func.overloadpacket).removeprefix("aten."))
        return func(*args, **(kwargs or {}))


def dispatched(action: Any) -> tuple[Any, list[str]]:
    """What `action()` returns, and the torch operators that really ran, by name and in order ("convolution", "mm").

    Whatever Python function was called, and by whatever name, it ends in one of these.
    """
    with _Dispatched() as mode:
        result = action()
    return result, mode.names


def raised(action: Any) -> str:
    """Name of the exception that `action()` raises, or "" where it raises none. `not written` passes through.

    A class of the student's own counts as what of Python's it is derived from.
    """
    try:
        action()
    except NotImplementedError:
        raise
    except Exception as error:
        kind = next(c for c in type(error).__mro__ if c.__module__ == "builtins")
        return kind.__name__
    return ""


def number(value: Any) -> Any:
    """A number in any container as a number; whatever is none, as a description."""
    if isinstance(value, torch.Tensor):
        return value.detach().double().item() if value.numel() == 1 else value.detach().clone()
    if value is None or isinstance(value, str):
        return repr(value)
    try:
        return float(value)
    except (TypeError, ValueError):
        return f"a {type(value).__name__}"


def pull_back(output: torch.Tensor, direction: torch.Tensor) -> None:
    """`output.backward(direction)`, without the second in which torch imports sympy for that."""
    if output.shape != direction.shape:
        shapes = f"{tuple(output.shape)}, expected {tuple(direction.shape)}"
        raise Unfit(f"The output has shape {shapes}.")
    if not output.requires_grad:
        raise Unfit(
            "The output is detached from the computation graph, so no gradient flows back to the input and the weights."
        )
    (output * direction).sum().backward()


class _Undrawn(TorchFunctionMode):
    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in (torch.Tensor.normal_, torch.Tensor.uniform_) and args and args[0].is_meta:
            return args[0]
        return func(*args, **(kwargs or {}))


@contextmanager
def shapes_only() -> Iterator[None]:
    """What is built in here has shapes and no values, so that the largest network takes no time.

    Random numbers are not drawn: without values there is nothing to draw, and torch takes three seconds to say so.
    """
    with torch.device("meta"), _Undrawn():
        yield


Evaluated = TypedDict(
    "Evaluated",
    {
        "layers": Placement,
        "output": torch.Tensor,
        "input untouched": bool,
        "output for another batch": NotRequired[torch.Tensor],
        "trace": NotRequired[Trace],
    },
)


def evaluated(module: nn.Module, given: dict[str, Any]) -> Evaluated:
    """Output of a module in eval mode on given["images"], with the weights of given["state"].

    On given["other"] too, where there is such a batch, laid out otherwise in memory; with the layers at work,
    unless given["trace"] is False; and whether the batch that it was handed is still what it was.
    """
    layers = set_weights(module, given["state"], given["images"])
    images = given["images"].clone()
    module.eval()
    with torch.no_grad():
        output = module(images)
        seen: Evaluated = {
            "layers": layers,
            "output": output,
            "input untouched": torch.equal(images, given["images"]),
        }
        if "other" in given:
            seen["output for another batch"] = module(given["other"].to(memory_format=torch.channels_last))
    if given.get("trace", True):
        seen["trace"] = traced(module, given["images"])
    return seen


def trained(module: nn.Module, given: dict[str, Any]) -> dict[str, Any]:
    """Gradients of input and weights, and the running statistics, after one pass in train mode.

    given["direction"] is what comes back to the output. In double precision, so that rounding cannot carry a value
    across the edge of a ReLU.
    """
    set_weights(module, given["state"], given["images"])
    module.double().train()
    images = given["images"].double().requires_grad_()
    output = module(images * 1.0)
    counted = [buffer.clone() for buffer in module.buffers()]
    pull_back(output, given["direction"].double())
    with (
        torch.no_grad()
    ):  # a checkpoint runs the forward pass a second time, and with it the running statistics
        for buffer, value in zip(module.buffers(), counted, strict=True):
            buffer.copy_(value)
    modes = [part.training for part in module.modules()]
    found = placed(module, given["state"], given["images"].double())
    layers = weights_of(found, given["state"])
    return {
        "still in train mode": all(modes),
        "running statistics": {label: _starting(row, "running") for label, row in layers.items()},
        "gradient of the input": images.grad,
        "gradients": {label: _starting(row, "gradient") for label, row in layers.items()},
        "trace settings": {entry["label"]: layer.settings for entry, layer in found},
    }


def _starting(row: dict[str, Any], word: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name.startswith(word)}


PROBE_NAMES: dict[str, Any] = {
    "Unfit": Unfit,
    "torch": torch,
    "nn": nn,
    "F": F,
    "set_weights": set_weights,
    "get_weights": get_weights,
    "watch": watch,
    "materialise": materialise,
    "plain_shape": plain_shape,
    "fill_by_shape": fill_by_shape,
    "dispatched": dispatched,
    "raised": raised,
    "number": number,
    "pull_back": pull_back,
    "shapes_only": shapes_only,
    "evaluated": evaluated,
    "trained": trained,
    "drawn": drawn,
    "pictures_in": pictures_in,
}

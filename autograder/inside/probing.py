"""What probes are built from: watching a module run, and putting given weights into it whatever its names are.

A probe runs on the student's code and on the reference alike. It may use `torch`, `nn`, `F` and the names in
`NAMES` below, and nothing else, because only its source text travels.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from .figures import drawn, pictures_in

State = list[dict[str, Any]]

# Functions that students may call for one and the same operation.
_KINDS = {
    "relu": "relu",
    "relu_": "relu",
    "threshold": "relu",
    "clamp": "relu",
    "clamp_": "relu",
    "clamp_min": "relu",
    "clamp_min_": "relu",
    "maximum": "relu",
    "add": "add",
    "add_": "add",
    "__add__": "add",
    "__radd__": "add",
    "__iadd__": "add",
    "max_pool2d": "max_pool",
    "avg_pool2d": "avg_pool",
    "adaptive_avg_pool2d": "avg_pool",
    "mean": "avg_pool",
}


@dataclass
class Operation:
    """One operation of a forward pass, in execution order."""

    kind: str
    depth: int  # weighted layers between the input and this operation's output, on the longest path
    input_shape: list[int]
    output_shape: list[int]
    summary: dict[str, float]
    weights: dict[str, torch.Tensor] = field(default_factory=dict)
    behind: list[int] = field(default_factory=list)  # shape of the nearest convolution's weight before it

    def describe(self) -> dict[str, Any]:
        """The operation as an observation, without its weights."""
        shapes = {name: list(tensor.shape) for name, tensor in self.weights.items()}
        return {
            "kind": self.kind,
            "depth": self.depth,
            "input": self.input_shape,
            "output": self.output_shape,
            "weights": shapes,
            "summary": self.summary,
        }


def summarise(tensor: torch.Tensor) -> dict[str, float]:
    """A few numbers by which two tensors of one shape can be told apart."""
    flat = tensor.detach().double().reshape(-1).numpy()  # NumPy is five times faster on tensors this small
    if not flat.size:
        return {"mean": 0.0, "scale": 0.0, "projection": 0.0, "negative": 0.0}
    return {
        "mean": float(flat.mean()),
        "scale": math.sqrt(float(flat @ flat) / flat.size),
        "projection": float(flat @ _wave(flat.size)) / flat.size,
        "negative": np.count_nonzero(flat < 0) / flat.size,
    }


@lru_cache(maxsize=256)
def _wave(size: int) -> Any:
    return np.sin(np.arange(size) * 1.7 + 0.3)


class Watch(TorchFunctionMode):
    """Records the operations of everything that runs under it.

    It sees modules and functions alike, since both end in torch functions: `nn.Conv2d`, `F.conv2d` and a hand-written
    convolution that multiplies with a four-dimensional parameter are one and the same thing here.
    """

    def __init__(self, model: nn.Module, summaries: bool = True) -> None:
        super().__init__()
        self.operations: list[Operation] = []
        self._summaries = summaries
        self._parameters = {id(p): p for p in model.parameters()}
        self._biases: dict[int, torch.Tensor] = {}
        for module in model.modules():
            weight, bias = getattr(module, "weight", None), getattr(module, "bias", None)
            if isinstance(weight, nn.Parameter) and isinstance(bias, nn.Parameter):
                self._biases[id(weight)] = bias
        self._depth: dict[int, int] = {}
        self._behind: dict[int, list[int]] = {}
        self._derived: dict[int, torch.Tensor] = {}  # tensors computed from one weight alone
        self._alive: list[torch.Tensor] = []  # an id is only good as long as its tensor lives

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        for part in _flatten(out):  # a function may give several tensors, as torch.chunk does
            if isinstance(part, torch.Tensor):
                self._record(getattr(func, "__name__", ""), args, kwargs or {}, part)
        return out

    def _record(self, name: str, args: Any, kwargs: dict[str, Any], out: torch.Tensor) -> None:
        tensors = [t for t in _flatten([args, list(kwargs.values())]) if isinstance(t, torch.Tensor)]
        kind = _KINDS.get(name, "")
        weights: dict[str, torch.Tensor] = {}
        data = tensors
        if name == "batch_norm":
            kind, weights = "batch_norm", _batchnorm_weights(args, kwargs)
        else:
            weight = next((w for t in tensors if (w := self._weight_behind(t)) is not None), None)
            data = [t for t in tensors if self._weight_behind(t) is None and id(t) not in self._parameters]
            if weight is not None and not data:
                self._remember(out, 0, [])
                self._derived[id(out)] = weight
                return
            if weight is not None:
                kind = "conv" if weight.dim() == 4 else "linear"
                weights = {"weight": weight}
                if (bias := self._biases.get(id(weight))) is not None:
                    weights["bias"] = bias
        deepest = max(tensors, key=lambda t: self._depth.get(id(t), 0), default=None)
        depth = self._depth.get(id(deepest), 0) + (kind in ("conv", "linear"))
        behind = self._behind.get(id(deepest), [])
        self._remember(out, depth, list(weights["weight"].shape) if kind in ("conv", "linear") else behind)
        if kind:
            first = list(data[0].shape) if data else []
            self.add(kind, depth, first, out, weights, behind)

    def add(
        self,
        kind: str,
        depth: int,
        first: list[int],
        out: torch.Tensor,
        weights: dict[str, torch.Tensor],
        behind: list[int],
    ) -> None:
        """Record an operation."""
        summary = summarise(out) if self._summaries else {}
        self.operations.append(Operation(kind, depth, first, list(out.shape), summary, weights, behind))

    def _weight_behind(self, tensor: torch.Tensor) -> torch.Tensor | None:
        parameter = self._parameters.get(id(tensor))
        if parameter is not None:
            return parameter if parameter.dim() in (2, 4) else None
        return self._derived.get(id(tensor))

    def _remember(self, tensor: torch.Tensor, depth: int, behind: list[int]) -> None:
        self._alive.append(tensor)
        self._depth[id(tensor)] = depth
        self._behind[id(tensor)] = behind


def _flatten(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _flatten(item)
    else:
        yield value


def _batchnorm_weights(args: Any, kwargs: dict[str, Any]) -> dict[str, torch.Tensor]:
    names = ("input", "running_mean", "running_var", "weight", "bias")
    given = {**dict(zip(names, args, strict=False)), **kwargs}
    return {name: given[name] for name in names[1:] if given.get(name) is not None}


@contextmanager
def _own_batchnorms(model: nn.Module, watch: Watch) -> Iterator[None]:
    """Let `watch` see batch normalisation that a student wrote out by hand, as lesson 02 asks."""
    names = ("running_mean", "running_var", "weight", "bias")

    def record(module: nn.Module, inputs: Any, output: Any) -> None:
        weights = {n: t for n in names if isinstance(t := getattr(module, n, None), torch.Tensor)}
        depth = watch._depth.get(id(inputs[0]), 0)
        behind = watch._behind.get(id(inputs[0]), [])
        watch._remember(output, depth, behind)
        watch.add("batch_norm", depth, list(inputs[0].shape), output, weights, behind)

    own = [
        m
        for m in model.modules()
        if not isinstance(m, nn.modules.batchnorm._BatchNorm)
        and isinstance(getattr(m, "running_mean", None), torch.Tensor)
    ]
    handles = [m.register_forward_hook(record) for m in own]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def watch(model: nn.Module, *inputs: torch.Tensor, summaries: bool = True) -> tuple[Any, list[Operation]]:
    """`model(*inputs)` in eval mode, as it was left otherwise, and the operations that ran.

    Without `summaries` it is twice as fast, and the operations say nothing of their values.
    """
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.no_grad(), (seen := Watch(model, summaries)), _own_batchnorms(model, seen):
            out = model(*(i.clone() for i in inputs))
    finally:
        for module, mode in modes.items():
            module.training = mode
    return out, seen.operations


def set_weights(model: nn.Module, state: State, *inputs: torch.Tensor) -> dict[str, Any]:
    """Put the weights of `state` into `model`, and return what found no place.

    Layers are matched by what they are, how deep they stand and the shape of their weights, in the order in which
    they run on `inputs`; names play no part. Depth tells a shortcut's convolution from the last one of its block
    even where both have one shape and whichever of them runs first, and a BatchNorm is known by the convolution
    that it stands behind. Where a wrong network has layers that `state`
    has no weights for, they get fixed values, so that equal networks behave equally.
    """
    layers = _layers(model, *inputs)
    places = _match(layers, state)
    free = [entry for entry in range(len(state)) if entry not in places.values()]
    touched = set()
    with torch.no_grad():
        for index, layer in enumerate(layers):
            given = state[places[index]] if index in places else {}
            for name, tensor in layer.weights.items():
                tensor.copy_(given[name] if name in given else _filler(tensor, name))
                touched.add(id(tensor))
    unused = [p for p in model.parameters() if id(p) not in touched]
    return {
        "extra": [_label(layer.kind, layer.weights) for i, layer in enumerate(layers) if i not in places]
        + [
            f"{name} of {_label(layer.kind, layer.weights)}"
            for i, layer in enumerate(layers)
            if i in places
            for name in layer.weights
            if name not in state[places[i]]
        ],
        "missing": [_label(state[i]["kind"], state[i]) for i in free]
        + [
            f"{name} of {_label(state[e]['kind'], state[e])}"
            for i, e in sorted(places.items())
            for name in state[e]
            if isinstance(state[e][name], torch.Tensor) and name not in layers[i].weights
        ],
        "unused": [list(p.shape) for p in unused],
        "trace_places": [places.get(i, -1) for i in range(len(layers))],
        "trace_labels": [entry["label"] for entry in state],
        "trace_kinds": [_label(entry["kind"], entry) for entry in state],
    }


def _layers(model: nn.Module, *inputs: torch.Tensor) -> list[Operation]:
    """The operations of `model` that have weights; one that runs twice counts once."""
    distinct: dict[int, Operation] = {}
    for operation in watch(model, *inputs, summaries=False)[1]:
        if operation.weights:
            distinct.setdefault(id(next(iter(operation.weights.values()))), operation)
    return list(distinct.values())


def _match(layers: list[Operation], state: State) -> dict[int, int]:
    """Index of a layer -> index of its entry in `state`; the same place first, any place for what is left."""
    places: dict[int, int] = {}
    free = list(range(len(state)))
    for place in (("depth", "behind"), ("depth",), ()):
        for index, layer in enumerate(layers):
            fitting = [] if index in places else [e for e in free if _fits(layer, state[e], place)]
            if fitting:
                places[index] = fitting[0]
                free.remove(fitting[0])
    return places


def _fits(layer: Operation, entry: dict[str, Any], place: tuple[str, ...]) -> bool:
    if layer.kind != entry["kind"] or ("depth" in place and layer.depth != entry["depth"]):
        return False
    if "behind" in place and layer.kind == "batch_norm" and layer.behind != entry["behind"]:
        return False
    shared = [n for n in layer.weights if isinstance(entry.get(n), torch.Tensor)]
    return bool(shared) and all(layer.weights[n].shape == entry[n].shape for n in shared)


def _filler(tensor: torch.Tensor, name: str) -> torch.Tensor:
    wave = torch.sin(torch.arange(tensor.numel(), dtype=torch.float64) * 2.3 + 0.7)
    if name == "running_var":
        wave = wave.abs() + 0.5
    fan_in = tensor[0].numel() if tensor.dim() > 1 else 1
    return (wave / math.sqrt(fan_in)).reshape(tensor.shape).to(tensor.dtype)


def _label(kind: str, weights: dict[str, Any]) -> str:
    shape = next(list(t.shape) for n, t in weights.items() if isinstance(t, torch.Tensor) and n != "bias")
    if kind == "conv":
        return f"{shape[2]}x{shape[3]} convolution from {shape[1]} to {shape[0]} channels"
    if kind == "linear":
        return f"linear layer from {shape[1]} to {shape[0]}"
    return f"BatchNorm over {shape[0]} channels"


def get_weights(model: nn.Module, state: State, *inputs: torch.Tensor) -> dict[str, dict[str, torch.Tensor]]:
    """The weights and gradients of `model` now, by the labels of `state`, whatever the model calls them."""
    layers = _layers(model, *inputs)
    rows: dict[str, dict[str, torch.Tensor]] = {entry["label"]: {} for entry in state}
    for index, entry in sorted(_match(layers, state).items(), key=lambda place: place[1]):
        row = rows[state[entry]["label"]]
        for name, tensor in layers[index].weights.items():
            row[name.replace("_", " ")] = tensor.detach().clone()
            if tensor.grad is not None:
                row[f"gradient of {name}"] = tensor.grad.detach().clone()
    return rows


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
    """Name of the exception that `action()` raises, or "" where it raises none. `not written` passes through."""
    try:
        action()
    except NotImplementedError:
        raise
    except Exception as error:
        return type(error).__name__
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
        shapes = f"{tuple(output.shape)}, and {tuple(direction.shape)}"
        raise RuntimeError(f"The output has shape {shapes} is expected.")
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


def evaluated(module: nn.Module, given: dict[str, Any]) -> dict[str, Any]:
    """Output of a module in eval mode on given["images"], with the weights of given["state"].

    On given["other"] too, where there is such a batch, laid out otherwise in memory; with the operations that ran,
    unless given["trace"] is False; and whether the batch that it was handed is still what it was.
    """
    layers = set_weights(module, given["state"], given["images"])
    images = given["images"].clone()
    module.eval()
    with torch.no_grad():
        seen = {"layers": layers, "output": module(images)}
        seen["input untouched"] = torch.equal(images, given["images"])
        if "other" in given:
            seen["output for another batch"] = module(given["other"].to(memory_format=torch.channels_last))
    if given.get("trace", True):
        seen["trace"] = [operation.describe() for operation in watch(module, given["images"])[1]]
    return seen


def trained(module: nn.Module, given: dict[str, Any]) -> dict[str, Any]:
    """Gradients of input and weights, and the running statistics, after one pass in train mode.

    given["direction"] is what comes back to the output. In double precision, so that rounding cannot carry a value
    across the edge of a ReLU.
    """
    set_weights(module, given["state"], given["images"])
    module.double().train()
    images = given["images"].double().requires_grad_()
    pull_back(module(images * 1.0), given["direction"].double())
    modes = [part.training for part in module.modules()]
    layers = get_weights(module, given["state"], given["images"].double())
    return {
        "still in train mode": all(modes),
        "running statistics": {label: _starting(row, "running") for label, row in layers.items()},
        "gradient of the input": images.grad,
        "gradients": {label: _starting(row, "gradient") for label, row in layers.items()},
    }


def _starting(row: dict[str, Any], word: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name.startswith(word)}


NAMES: dict[str, Any] = {
    "torch": torch,
    "nn": nn,
    "F": F,
    "set_weights": set_weights,
    "get_weights": get_weights,
    "watch": watch,
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

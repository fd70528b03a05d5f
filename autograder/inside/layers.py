"""Watching a model run: which layers it has, told by the operators that torch dispatches.

Whatever Python calls (`nn.Conv2d`, `F.conv2d`, a convolution written out with `unfold` and `@`, a scripted, compiled
or vmapped module), it ends in operators on tensors that share their memory with the model's weights. Names,
containers and the shapes in which a weight is kept play no part.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, TypedDict

import numpy as np
import torch
from torch import nn
from torch.nn.parameter import is_lazy
from torch.utils._python_dispatch import TorchDispatchMode

Kind = Literal["convolution", "batch_norm"]  # a linear layer is a convolution of one pixel

STATISTICS = ("running_mean", "running_var")
_NORM_TENSORS = (*STATISTICS, "weight", "bias")
# Operators that sum over their inputs' channels, whatever shape the weight has; others are told by its shape.
_PRODUCTS = {
    "convolution",
    "_convolution",
    "conv2d",
    "linear",
    "matmul",
    "mm",
    "addmm",
    "bmm",
    "baddbmm",
    "mv",
}
_MATRIX_PRODUCTS = {"matmul": 0, "mm": 0, "addmm": 1, "bmm": 0, "baddbmm": 1}  # and where their factors begin
_SETTINGS = ("stride", "padding", "dilation", "groups", "training", "eps", "momentum")
# Functions between layers that have a name of their own; by torch's operators, in-place ones without their dash.
_FUNCTIONS = {
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "hardtanh": "ReLU6 or Hardtanh",
    "prelu": "PReLU",
    "_prelu_kernel": "PReLU",
    "elu": "ELU or SELU",
    "celu": "CELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "mish": "Mish",
    "hardswish": "Hardswish",
    "softplus": "Softplus",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "_softmax": "softmax",
    "_log_softmax": "log-softmax",
    "max_pool2d_with_indices": "max-pooling",
    "avg_pool2d": "average pooling",
    "native_dropout": "dropout",
    "bernoulli": "dropout",
}
_SUMS = {"add", "add_", "sum", "addcmul", "addcmul_"}
_FACTORS = {"mul", "mul_", "div", "div_", "addcmul", "addcmul_"}


class Summary(TypedDict):
    """A few numbers by which two tensors of one shape can be told apart."""

    mean: float
    scale: float
    projection: float
    negative: float


class LayerRow(TypedDict):
    """A layer at work, as an observation."""

    input: list[int]
    output: list[int]
    summary: Summary
    settings: dict[str, Any]
    then: list[str]


@dataclass(eq=False)
class Weight:
    """A tensor of the model's in the form of torch's own layers: [C] for a channel's number, [O, C, ...] for a product.

    Args:
        tensor: the model's own, in whatever shape it is kept, [1, C, 1, 1] or [C, O] too.
        transposed: it is kept as [C, O].
    """

    tensor: torch.Tensor
    transposed: bool = False

    @property
    def shape(self) -> list[int]:
        """Without the sides of one that broadcasting and kernels of one pixel need."""
        return plain_shape(self._facing.shape)

    @property
    def per_channel(self) -> bool:
        """Whether it holds one number a channel, as scales, shifts and biases do."""
        return sum(side != 1 for side in self.tensor.shape) <= 1

    @property
    def _facing(self) -> torch.Tensor:
        return self.tensor.t() if self.transposed else self.tensor

    def put(self, values: torch.Tensor) -> None:
        """Overwrite it with as many values, in torch's order."""
        self._facing.copy_(values.reshape(self._facing.shape))

    def values(self) -> torch.Tensor:
        """A copy of what it holds now, in torch's order."""
        return self._facing.detach().clone()

    def gradient(self) -> torch.Tensor | None:
        """A copy of its gradient, in torch's order."""
        found = self.tensor.grad
        return None if found is None else (found.t() if self.transposed else found).detach().clone()


def plain_shape(shape: torch.Size | list[int]) -> list[int]:
    """A weight's shape without sides of one: [1, C, 1, 1] is [C], and a 1x1 convolution is a linear layer."""
    sides = [side for side in shape if side != 1]
    return sides if len(sides) <= 1 else [*shape[:2], *(side for side in shape[2:] if side != 1)]


@dataclass(eq=False)
class Layer:
    """A layer, and one pass through it.

    `depth` counts the convolutions between the model's input and this layer's output, on the longest path; `behind`
    is the shape of the nearest one before it.
    """

    kind: Kind
    weights: dict[str, Weight]
    depth: int = 0
    behind: list[int] = field(default_factory=list)
    source: Layer | None = None  # the layer that its input comes from
    input_shape: list[int] = field(default_factory=list)
    output_shape: list[int] = field(default_factory=list)
    summary: Summary | None = None
    settings: dict[str, Any] = field(default_factory=dict)  # what torch's own layer was called with
    then: list[str] = field(default_factory=list)  # what ran on its output: see _FUNCTIONS

    @property
    def identity(self) -> int:
        """The same for every pass through one layer."""
        return id(next(iter(self.weights.values())).tensor)

    def row(self) -> LayerRow:
        """The pass as an observation."""
        assert self.summary is not None
        return {
            "input": self.input_shape,
            "output": self.output_shape,
            "summary": self.summary,
            "settings": self.settings,
            "then": self.then,
        }


def summarise(tensor: torch.Tensor) -> Summary:
    """Numbers that change when any value does."""
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


@dataclass(frozen=True)
class _Flow:
    """What is known of a tensor that was computed from the model's input."""

    depth: int
    convolution: Layer | None  # the nearest one before it
    layer: Layer | None  # the nearest layer of any kind before it


class Watch(TorchDispatchMode):
    """Records the layers at work in everything that runs under it.

    Tensors are known by their memory, which views share: those that hold a weight, those that were computed from
    weights alone (a flipped kernel, `weight / sqrt(running_var + eps)`), and those that come from the model's input.
    """

    def __init__(self, model: nn.Module, inputs: tuple[torch.Tensor, ...], summaries: bool = True) -> None:
        super().__init__()
        self.layers: list[Layer] = []
        self.joined = False  # whether two paths of different depth were added
        self.ends_in_layer = False  # whether the last operator belonged to a layer
        self._summaries = summaries
        self._weights: dict[int, list[Weight]] = {}
        self._norms: dict[int, dict[str, Weight]] = {}  # by the memory of each of its tensors
        self._alive: list[torch.Tensor] = []  # an address is only good as long as its memory lives
        self._flows: dict[int, _Flow] = {}
        self._passes: dict[int, Layer] = {}  # the latest pass through a layer
        for tensor in inputs:
            self._remember(tensor, _Flow(0, None, None))
        for parameter in model.parameters():
            self._hold(Weight(parameter))
        for module in model.modules():
            tensors = {name: getattr(module, name, None) for name in _NORM_TENSORS}
            if all(isinstance(tensors[name], torch.Tensor) for name in STATISTICS):
                self._norm({n: Weight(t) for n, t in tensors.items() if isinstance(t, torch.Tensor)})
        self.touched: set[int] = set()  # ids of the weights that took part

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # True, the default, imports torch's compiler: two seconds

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        operands = _tensors((*args, *kwargs.values()) if kwargs else args)
        results = _tensors(out if isinstance(out, list | tuple) else [out])
        if results:
            self._record(func, operands, args, results)
        return out

    def _record(
        self, func: Any, operands: list[torch.Tensor], args: Any, results: list[torch.Tensor]
    ) -> None:
        name = func.overloadpacket.__name__
        flows = [(flow, t) for t in operands if (flow := self._flows.get(_memory(t))) is not None]
        weights = [(weight, t) for t in operands for weight in self._weights_behind(t)]
        if not flows:
            for result in results if weights else ():
                self._hold(*(weight for weight, _ in weights), memory=result)
            return
        self.touched.update(id(weight.tensor) for weight, _ in weights)
        deepest, tensor = max(flows, key=lambda pair: pair[0].depth)
        self.joined |= name in _SUMS and len({flow.depth for flow, _ in flows}) > 1
        layer = self._layer(name, func, args, [flow for flow, _ in flows], weights, deepest, operands)
        self.ends_in_layer = layer is not None
        if layer is None and deepest.layer is not None and name.removesuffix("_") in _FUNCTIONS:
            deepest.layer.then.append(_FUNCTIONS[name.removesuffix("_")])
        if layer is not None:
            layer.settings.update(_settings(func, args))
            if not layer.input_shape:
                layer.input_shape = list(tensor.shape)
            layer.output_shape = list(results[0].shape)
            if self._summaries:
                layer.summary = summarise(results[0])
            before = layer if layer.kind == "convolution" else deepest.convolution
            deepest = _Flow(layer.depth, before, layer)
        for result in results:
            self._remember(result, deepest)

    def _layer(
        self,
        name: str,
        func: Any,
        args: Any,
        flows: list[_Flow],
        weights: list[tuple[Weight, torch.Tensor]],
        deepest: _Flow,
        operands: list[torch.Tensor],
    ) -> Layer | None:
        """The pass that an operator on data belongs to, if any."""
        if "batch_norm" in name:
            given = dict(zip((argument.name for argument in func._schema.arguments), args, strict=False))
            found = {n: w for n in _NORM_TENSORS if (w := self._one_behind(given.get(n))) is not None}
            return self._pass("batch_norm", self._norm(found), flows, deepest) if found else None
        products = [(w, t) for w, t in weights if not w.per_channel] or [
            (w, t) for w, t in weights[:1] if name in _PRODUCTS and _memory(w.tensor) not in self._norms
        ]
        if products:
            weight, operand = products[0]
            layer = self._pass("convolution", {"weight": weight}, flows, deepest)
            layer.weights["weight"] = Weight(
                weight.tensor, _transposed(name, weight.tensor, operand, operands)
            )
            for other, place in weights:  # one behind the same operand scales it, as weight_norm's does
                if other is not weight and other.per_channel and place is not operand:
                    layer.weights["bias"] = other
            return layer
        for weight, _ in weights:
            if (norm := self._norms.get(_memory(weight.tensor))) is not None:
                return self._pass("batch_norm", norm, flows, deepest)
        before = deepest.layer
        for weight, _ in weights:  # a number a channel that belongs to nothing known, right behind a layer
            role = "bias" if name in _SUMS else "weight" if name in _FACTORS else ""
            if before is not None and role and role not in before.weights:
                before.weights[role] = weight
                return before
        return None

    def _pass(self, kind: Kind, weights: dict[str, Weight], flows: list[_Flow], deepest: _Flow) -> Layer:
        """The pass that is under way through the layer of these weights, or a new one."""
        key = id(next(iter(weights.values())).tensor)
        latest = self._passes.get(key)
        if latest is not None and (
            any(flow.layer is latest.source for flow in flows)
            or (kind == "batch_norm" and deepest.layer is latest)
        ):
            return latest
        behind = deepest.convolution
        layer = Layer(
            kind,
            dict(weights) if kind == "convolution" else weights,
            deepest.depth + (kind == "convolution"),
            behind.weights["weight"].shape if behind is not None else [],
            deepest.layer,
        )
        self._passes[key] = layer
        self.layers.append(layer)
        return layer

    def _norm(self, weights: dict[str, Weight]) -> dict[str, Weight]:
        """A BatchNorm's tensors by their names, the same dict whenever one of its statistics is seen."""
        known = [self._norms[m] for w in weights.values() if (m := _memory(w.tensor)) in self._norms]
        channels = next(iter(weights.values())).tensor.numel()
        norm = known[0] if known else {}
        for name, weight in weights.items():
            if name not in norm and weight.per_channel and weight.tensor.numel() == channels:
                norm[name] = weight
                self._norms[_memory(weight.tensor)] = norm
                self._hold(weight)
        return norm

    def _hold(self, *weights: Weight, memory: torch.Tensor | None = None) -> None:
        """Remember that the memory (by default a weight's own) holds these weights, or what follows from them."""
        for weight in weights:
            place = weight.tensor if memory is None else memory
            held = self._weights.setdefault(_memory(place), [])
            if all(other.tensor is not weight.tensor for other in held):
                held.append(weight)
                self._alive.append(place)

    def _weights_behind(self, tensor: torch.Tensor) -> list[Weight]:
        found = self._weights.get(_memory(tensor), [])
        # Several weights may be views of one memory: the one that lies there is meant.
        lying = [w for w in found if _lies_in(tensor, w.tensor)] if len(found) > 1 else []
        return lying or found

    def _one_behind(self, tensor: Any) -> Weight | None:
        """The weight that a BatchNorm is called with; one that is no parameter of the model's counts as well."""
        if not isinstance(tensor, torch.Tensor):
            return None
        return next(iter(self._weights_behind(tensor)), None) or Weight(tensor)

    def _remember(self, tensor: torch.Tensor, flow: _Flow) -> None:
        self._alive.append(tensor)
        self._flows[_memory(tensor)] = flow


def _settings(func: Any, args: Any) -> dict[str, Any]:
    """The arguments of torch's own layers that are no tensors; a layer that is written out by hand has none."""
    given = zip((argument.name for argument in func._schema.arguments), args, strict=False)
    return {name: value for name, value in given if name in _SETTINGS}


def _memory(tensor: torch.Tensor) -> int:
    try:
        return tensor.untyped_storage()._cdata
    except (NotImplementedError, RuntimeError):  # a sparse tensor has no such memory
        return id(tensor)


def _lies_in(tensor: torch.Tensor, weight: torch.Tensor) -> bool:
    if _memory(tensor) != _memory(weight):
        return False
    begin = weight.data_ptr()
    return begin <= tensor.data_ptr() < begin + weight.numel() * weight.element_size()


def _transposed(name: str, weight: torch.Tensor, operand: torch.Tensor, operands: list[torch.Tensor]) -> bool:
    """Whether a matrix product sums over the first side of a weight [C, O], where torch's own are [O, C]."""
    first = _MATRIX_PRODUCTS.get(name)
    if first is None or weight.dim() != 2 or operand.dim() < 2 or _memory(operand) != _memory(weight):
        return False
    summed = -1 if operand is operands[first] else -2
    return operand.stride(summed) == weight.stride(0) != weight.stride(1)


def _tensors(values: Any) -> list[torch.Tensor]:
    """The tensors among an operator's arguments or results, which are values and lists of values."""
    found = []
    for value in values:
        if isinstance(value, torch.Tensor):
            found.append(value)
        elif isinstance(value, list | tuple):
            found += [item for item in value if isinstance(item, torch.Tensor)]
    return found


@contextmanager
def modes_kept(model: nn.Module) -> Iterator[None]:
    """Every module's train or eval mode is afterwards as it was."""
    modes = {module: module.training for module in model.modules()}
    try:
        yield
    finally:
        for module, mode in modes.items():
            module.training = mode


def materialise(model: nn.Module, *inputs: torch.Tensor) -> None:
    """Run a model with lazy layers once, in eval mode, so that its weights have shapes; leave any other alone."""
    if any(is_lazy(tensor) for tensor in (*model.parameters(), *model.buffers())):
        with modes_kept(model), torch.no_grad():
            model.eval()(*(i.clone() for i in inputs))


def watch(model: nn.Module, *inputs: torch.Tensor, summaries: bool = True) -> tuple[Any, Watch]:
    """`model(*inputs)` in eval mode, as it was left otherwise, and what was seen of it.

    Without `summaries` it is twice as fast, and the layers say nothing of their values.
    """
    materialise(model, *inputs)
    given = tuple(i.clone() for i in inputs)
    with modes_kept(model), torch.no_grad():
        model.eval()
        with (seen := Watch(model, given, summaries)):
            out = model(*given)
    return out, seen

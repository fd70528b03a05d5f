"""Putting given weights into a module, and reading them back, whatever the module calls them."""

from __future__ import annotations

import math
from typing import Any, TypedDict

import torch
from torch import nn

from .layers import Kind, Layer, LayerRow, Watch, materialise, plain_shape, watch


class Entry(TypedDict):
    """What a layer of the reference holds, and where it stands; see `Layer`."""

    kind: Kind
    depth: int
    behind: list[int]
    label: str
    weights: dict[str, torch.Tensor]


State = list[Entry]


class Placement(TypedDict):
    """What did not fit when the weights of a State were put into a module."""

    extra: list[str]  # layers and weights that the module has besides
    missing: list[str]
    unused: list[list[int]]  # shapes of parameters that take no part in the forward pass
    trace_places: list[int]  # by layer of the module: its entry, or -1
    trace_labels: list[str]  # by entry
    trace_kinds: list[str]


class Trace(TypedDict):
    """A module's layers at work, in the order in which they ran."""

    layers: list[LayerRow]
    joined: bool
    ends_in_layer: bool


def traced(module: nn.Module, *inputs: torch.Tensor) -> Trace:
    """What is seen while the module runs in eval mode."""
    seen = watch(module, *inputs)[1]
    rows = [layer.row() for layer in seen.layers]
    return {"layers": rows, "joined": seen.joined, "ends_in_layer": seen.ends_in_layer}


def set_weights(model: nn.Module, state: State, *inputs: torch.Tensor) -> Placement:
    """Put the weights of `state` into `model`, and return what found no place.

    Layers are matched by what they are, how deep they stand and the shape of their weights, in the order in which
    they run on `inputs`; names play no part. Depth tells a shortcut's convolution from the last one of its block
    even where both have one shape and whichever of them runs first, and a BatchNorm is known by the convolution
    that it stands behind. Where a wrong network has layers that `state`
    has no weights for, they get fixed values, so that equal networks behave equally.
    """
    seen = watch(model, *inputs, summaries=False)[1]
    layers = _distinct(seen)
    places = _match(layers, state)
    placed = set()
    extra, missing = [], []
    with torch.no_grad():
        for index, layer in enumerate(layers):
            entry = state[places[index]] if index in places else None
            given = entry["weights"] if entry is not None else {}
            label = _label(layer.kind, {name: list(w.tensor.shape) for name, w in layer.weights.items()})
            if entry is None:
                extra.append(label)
            for name, weight in layer.weights.items():
                weight.put(given[name] if name in given else _filler(weight.tensor, name))
                placed.add(id(weight.tensor))
                if entry is not None and name not in given:
                    extra.append(f"{name} of {label}")
    for index, entry in enumerate(state):
        label = _label(entry["kind"], {name: list(t.shape) for name, t in entry["weights"].items()})
        found = next((layers[i].weights for i, place in places.items() if place == index), None)
        if found is None:
            missing.append(label)
        else:
            missing += [f"{name} of {label}" for name in entry["weights"] if name not in found]
    rest = [p for p in model.parameters() if id(p) not in placed]
    extra += [f"weights of shape {tuple(p.shape)}" for p in rest if id(p) in seen.touched]
    return {
        "extra": extra,
        "missing": missing,
        "unused": [list(p.shape) for p in rest if id(p) not in seen.touched],
        "trace_places": [places.get(i, -1) for i in range(len(layers))],
        "trace_labels": [entry["label"] for entry in state],
        "trace_kinds": [
            _label(entry["kind"], {name: list(t.shape) for name, t in entry["weights"].items()})
            for entry in state
        ],
    }


def get_weights(model: nn.Module, state: State, *inputs: torch.Tensor) -> dict[str, dict[str, torch.Tensor]]:
    """The weights and gradients of `model` now, by the labels of `state` and in the shapes that it has there."""
    return weights_of(placed(model, state, *inputs), state)


def weights_of(layers: list[tuple[Entry, Layer]], state: State) -> dict[str, dict[str, torch.Tensor]]:
    """The weights and gradients of layers that were found, by the labels of `state`."""
    rows: dict[str, dict[str, torch.Tensor]] = {entry["label"]: {} for entry in state}
    for entry, layer in layers:
        row = rows[entry["label"]]
        for name, weight in layer.weights.items():
            shape = entry["weights"][name].shape if name in entry["weights"] else weight.shape
            row[name.replace("_", " ")] = weight.values().reshape(shape)
            if (gradient := weight.gradient()) is not None:
                row[f"gradient of {name}"] = gradient.reshape(shape)
    return rows


def placed(model: nn.Module, state: State, *inputs: torch.Tensor) -> list[tuple[Entry, Layer]]:
    """The layers of `model` that carry the weights of `state`, in its order."""
    layers = _distinct(watch(model, *inputs, summaries=False)[1])
    places = sorted(_match(layers, state).items(), key=lambda pair: pair[1])
    return [(state[place], layers[index]) for index, place in places]


def _distinct(seen: Watch) -> list[Layer]:
    """The layers that ran; one that ran twice counts once."""
    found: dict[int, Layer] = {}
    for layer in seen.layers:
        found.setdefault(layer.identity, layer)
    return list(found.values())


def _match(layers: list[Layer], state: State) -> dict[int, int]:
    """Index of a layer -> index of its entry in `state`; the same place first, any place for what is left."""
    places: dict[int, int] = {}
    free = list(range(len(state)))
    shapes = [{name: weight.shape for name, weight in layer.weights.items()} for layer in layers]
    wanted = [{name: plain_shape(t.shape) for name, t in entry["weights"].items()} for entry in state]
    for place in (("depth", "behind"), ("depth",), ()):
        for index, layer in enumerate(layers):
            if index in places:
                continue
            for e in free:
                if _stands_at(layer, state[e], place) and _agree(shapes[index], wanted[e]):
                    places[index] = e
                    free.remove(e)
                    break
    return places


def _stands_at(layer: Layer, entry: Entry, place: tuple[str, ...]) -> bool:
    if layer.kind != entry["kind"] or ("depth" in place and layer.depth != entry["depth"]):
        return False
    return "behind" not in place or layer.kind != "batch_norm" or layer.behind == entry["behind"]


def _agree(shapes: dict[str, list[int]], wanted: dict[str, list[int]]) -> bool:
    """Whether all weights that both have are of one shape, and there are such."""
    shared = shapes.keys() & wanted.keys()
    return bool(shared) and all(shapes[name] == wanted[name] for name in shared)


def _filler(tensor: torch.Tensor, name: str) -> torch.Tensor:
    wave = torch.sin(torch.arange(tensor.numel(), dtype=torch.float64) * 2.3 + 0.7)
    if name == "running_var":
        wave = wave.abs() + 0.5
    fan_in = tensor[0].numel() if tensor.dim() > 1 else 1
    return (wave / math.sqrt(fan_in)).reshape(tensor.shape).to(tensor.dtype)


def _label(kind: Kind, shapes: dict[str, list[int]]) -> str:
    shape = next(shape for name, shape in shapes.items() if name != "bias")
    if kind == "batch_norm":
        return f"BatchNorm over {math.prod(shape)} channels"
    if len(shape) == 4:
        return f"{shape[2]}x{shape[3]} convolution from {shape[1]} to {shape[0]} channels"
    if len(shape) == 2:
        return f"linear layer from {shape[1]} to {shape[0]} features"
    return f"multiplication by a weight of shape {tuple(shape)}"


def fill_by_shape(model: nn.Module, *inputs: torch.Tensor) -> None:
    """Give every parameter values that follow from its shape alone, so that none has to find its place."""
    materialise(model, *inputs)
    waves: dict[tuple[int, ...], Any] = {}
    with torch.no_grad():
        for parameter in model.parameters():
            shape = tuple(plain_shape(parameter.shape))
            if shape not in waves:
                fan_in = math.prod(shape) / max(math.prod(shape[:1]), 1)
                wave = torch.sin(torch.arange(parameter.numel()) * 1.7 + 0.9)
                waves[shape] = 1.5 / fan_in**0.5 * wave
            parameter.copy_(waves[shape].reshape(parameter.shape))

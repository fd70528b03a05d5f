"""Where a network first differs from the reference, whatever its attributes are called."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.comparing.check import CheckFailed
from autograder.comparing.comparison import RELATIVE_TOLERANCE, difference, same
from autograder.inside.layers import LayerRow
from autograder.inside.probing import Evaluated
from autograder.inside.weights import Placement

_WORDS = {"downsample.0": "shortcut conv", "downsample.1": "shortcut bn", "fc": "head"}


def in_words(names: Sequence[str]) -> list[str]:
    """Where the reference's layers stand: `layer2.0.conv1` is "stage 2, block 0, conv1"."""
    network = any(name.startswith("layer") for name in names)
    return [_in_words(name, network) for name in names]


def _in_words(name: str, network: bool) -> str:
    place = re.fullmatch(r"(?:layer(\d+)\.)?(?:(\d+)\.)?(.+)", name)
    assert place is not None
    stage, block, layer = place.groups()
    words = [f"stage {stage}"] if stage else []
    words += [f"block {block}"] if block else []
    if network and not stage and layer != "fc":
        words = ["stem"]
    return ", ".join([*words, _WORDS.get(layer, layer)])


def explain_difference(
    student: Evaluated, reference: Evaluated, tolerance: float = RELATIVE_TOLERANCE
) -> None:
    """Raise CheckFailed unless two observations of a module agree; say which operation differs first.

    Both hold "layers" (a Placement), "output", "input untouched" and "trace".
    """
    found = difference(student, reference, tolerance)
    if found is None:
        return
    if not student["input untouched"]:
        raise CheckFailed("The forward pass changed its input in place.")
    if (found_layers := _other_layers(student["layers"])) is not None:
        raise CheckFailed(found_layers)
    raise CheckFailed(_first_difference(student, reference) or found[0].upper() + found[1:])


def _other_layers(layers: Placement) -> str | None:
    """What yours runs that the reference does not, or the other way round."""
    kinds = layers["trace_kinds"]
    for rows, sign in ((layers["missing"], -1), (layers["extra"], 1)):
        if rows and (expected := kinds.count(rows[0])):
            found = expected + sign * rows.count(rows[0])
            if found:
                return f"Your code has {found} of these layers, expected {expected}: {rows[0]}."
    if layers["missing"]:
        return f"Your forward pass lacks these layers or weights: {_listed(layers['missing'])}."
    if layers["extra"]:
        return (
            f"Your code uses layers or weights that the reference does not have: {_listed(layers['extra'])}."
        )
    if layers["unused"]:
        shapes = _listed([str(tuple(shape)) for shape in layers["unused"]])
        return f"Your code has weights that the forward pass does not use, of shape {shapes}."
    return None


def _first_difference(student: Evaluated, reference: Evaluated) -> str | None:
    labels = reference["layers"]["trace_labels"]
    yours, ours = _by_entry(student), _by_entry(reference)
    agreed = ""
    for entry, label in enumerate(labels):
        left, right = yours.get(entry), ours[entry]
        if left is None:
            return None
        # A convolution by hand, whose result is reshaped later.
        if len(left["output"]) != len(right["output"]):
            continue
        upto = (
            f"Everything is right up to {agreed}; the first difference is at"
            if agreed
            else "The first difference is at"
        )
        upto = f"{upto} {_beside(label, agreed)}"
        if left["input"] != right["input"] and len(left["input"]) == len(right["input"]):
            return f"{upto}: its input has shape {tuple(left['input'])}, expected {tuple(right['input'])}."
        if left["output"] != right["output"]:
            return f"{upto}: its output has shape {tuple(left['output'])}, expected {tuple(right['output'])}."
        if not same(left["summary"], right["summary"], 1e-3):
            return f"{upto}: its output has the right shape {tuple(right['output'])}, but wrong values."
        agreed = label
    return _after_the_layers(student, reference)


def _beside(label: str, agreed: str) -> str:
    """`label` without the place that it shares with `agreed`: only "conv2" after "stage 2, block 0, conv1"."""
    place, _, layer = label.rpartition(", ")
    return layer if place == agreed.rpartition(", ")[0] else label


def _after_the_layers(student: Evaluated, reference: Evaluated) -> str | None:
    left, right = student["output"], reference["output"]
    if left.shape != right.shape:
        return f"Every layer is right, but the output has shape {tuple(left.shape)}, expected {tuple(right.shape)}."
    if reference["trace"]["ends_in_layer"]:
        found = difference(left, right)
        return f"Every layer is right, but after the last one {found}" if found else None
    added = student["trace"]["joined"]
    place = (
        "Every layer is right up to the addition, but after it"
        if added
        else "Every layer is right, but the addition is missing, and"
    )
    negative = left.double().lt(0).double().mean().item()
    if negative and not bool((right < 0).any()):
        return f"{place} your output has negative values ({negative:.0%} of them); it should have none."
    found = difference(left, right)
    return f"{place} {found}" if found else None


def _by_entry(observation: Evaluated) -> dict[int, LayerRow]:
    """Entry of the given state -> the layer that carries its weights, at work."""
    rows, places = observation["trace"]["layers"], observation["layers"]["trace_places"]
    if len(rows) != len(places):  # a layer that runs twice: rows and places cannot be paired by counting
        return {}
    return {entry: row for entry, row in zip(places, rows, strict=True) if entry >= 0}


def _listed(items: list[str]) -> str:
    items = list(dict.fromkeys(items))
    return items[0] if len(items) == 1 else f"{', '.join(items[:4])}{' and more' if len(items) > 4 else ''}"

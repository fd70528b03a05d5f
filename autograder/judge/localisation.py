"""Where a network first differs from the reference, whatever its attributes are called."""

from __future__ import annotations

from typing import Any

from autograder.judge.checking import CheckFailed
from autograder.judge.comparison import difference, same


def explain_difference(student: dict[str, Any], reference: dict[str, Any]) -> None:
    """Raise CheckFailed unless two observations of a module agree; say which operation differs first.

    Both hold "layers" (what `put` returned), "output", "input untouched" and "trace" (the operations in execution
    order).
    """
    found = difference(student, reference)
    if found is None:
        return
    if not student["input untouched"]:
        raise CheckFailed(
            "After the forward pass the input batch holds other values than before: it was changed in place."
        )
    layers = student["layers"]
    if layers["missing"]:
        raise CheckFailed(f"Running yours, we found no {_listed(layers['missing'])}.")
    if layers["extra"]:
        raise CheckFailed(f"Yours runs something that the reference has not: {_listed(layers['extra'])}.")
    if layers["unused"]:
        shapes = _listed([str(tuple(shape)) for shape in layers["unused"]])
        raise CheckFailed(f"Yours has weights that take no part in the forward pass, of shape {shapes}.")
    raise CheckFailed(_first_difference(student, reference) or found[0].upper() + found[1:])


def _first_difference(student: dict[str, Any], reference: dict[str, Any]) -> str | None:
    labels = reference["layers"]["trace_labels"]
    yours, ours = _by_entry(student), _by_entry(reference)
    agreed = ""
    for entry, label in enumerate(labels):
        left, right = yours.get(entry), ours[entry]
        if left is None:
            return None
        upto = f"The same up to {agreed}; first differs at {label}" if agreed else f"First differs at {label}"
        if left["output"] != right["output"]:
            return f"{upto}: yours is {tuple(left['output'])}, expected {tuple(right['output'])}."
        if not same(left["summary"], right["summary"], 1e-3):
            if left["input"] != right["input"]:
                return f"{upto}: it gets {tuple(left['input'])}, expected {tuple(right['input'])}."
            return f"{upto}: the same shape {tuple(right['output'])}, other values."
        agreed = label
    return _after_the_layers(student, reference)


def _after_the_layers(student: dict[str, Any], reference: dict[str, Any]) -> str | None:
    left, right = student["output"], reference["output"]
    if left.shape != right.shape:
        return f"Every layer agrees; the output is {tuple(left.shape)}, expected {tuple(right.shape)}."
    added = any(operation["kind"] == "add" for operation in student["trace"])
    place = (
        "Every layer agrees, up to the addition;" if added else "Every layer agrees, and nothing is added;"
    )
    negative = left.double().lt(0).double().mean().item()
    if negative and not bool((right < 0).any()):
        return f"{place} your output has negative values ({negative:.0%} of them), where none can be."
    found = difference(left, right)
    return f"{place} then {found}" if found else None


def _by_entry(observation: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Entry of the given state -> the operation that carries its weights."""
    rows = [operation for operation in observation["trace"] if operation["weights"]]
    places = observation["layers"]["trace_places"]
    if len(rows) != len(places):  # a layer that runs twice: rows and places cannot be paired by counting
        return {}
    return {entry: row for entry, row in zip(places, rows, strict=True) if entry >= 0}


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:4])}{' and more' if len(items) > 4 else ''}"

"""Telling two observations apart, and saying where and by how much."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

RELATIVE_TOLERANCE = 1e-4  # of the reference's largest value: float32 rounding stays a hundred times below it


def same(left: Any, right: Any, tolerance: float = RELATIVE_TOLERANCE) -> bool:
    """Whether two observations say the same; a key that starts with `trace` is a note and does not count."""
    return difference(left, right, tolerance) is None


MISSING = "(missing)"


def parts(observation: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The parts of an observation that can be right or wrong one by one, each with its place; notes are left out."""
    if isinstance(observation, dict) and observation:
        for key, value in observation.items():
            if not key.startswith("trace"):
                yield from parts(value, _join(path, key))
    elif isinstance(observation, list | tuple) and any(
        isinstance(value, torch.Tensor | dict) for value in observation
    ):
        for index, value in enumerate(observation):
            yield from parts(value, _join(path, str(index)))
    else:
        yield path, observation


def differing_parts(observation: Any, reference: Any) -> dict[str, Any]:
    """What an observation holds wherever it is not what the reference holds, by its place."""
    expected = dict(parts(reference))
    found = dict(parts(observation))
    return {
        path: found.get(path, MISSING)
        for path in dict.fromkeys([*expected, *found])
        if path not in expected or path not in found or not same(found[path], expected[path])
    }


def is_telling(value: Any) -> bool:
    """Whether it would be strange if two things that have nothing to do with each other came to this very value."""
    if isinstance(value, torch.Tensor):
        return value.unique().numel() > 2
    return isinstance(value, float) and math.isfinite(value) and not float(value * 16).is_integer()


def difference(
    student: Any, reference: Any, tolerance: float = RELATIVE_TOLERANCE, path: str = ""
) -> str | None:
    """A sentence about the first place where the observations differ, or None where they do not.

    Equal values in another container, dtype or number type are equal.
    """
    if isinstance(reference, torch.Tensor) or isinstance(student, torch.Tensor):
        return _tensor_difference(student, reference, tolerance, path)
    if isinstance(reference, dict):
        if not isinstance(student, dict):
            return f"{_at(path)}yours is {_short(student)}, expected a dict."
        for key in reference:
            if key.startswith("trace"):
                continue
            if key not in student:
                return f"{_at(path)}yours has no {key!r}."
            if (found := difference(student[key], reference[key], tolerance, _join(path, key))) is not None:
                return found
        extra = [key for key in student if key not in reference and not key.startswith("trace")]
        return f"{_at(path)}yours also has {_short(extra[0])}." if extra else None
    if isinstance(reference, list | tuple):
        if not isinstance(student, list | tuple) or len(student) != len(reference):
            return f"{_at(path)}yours is {_short(student)}, expected {_short(reference)}."
        for index, (left, right) in enumerate(zip(student, reference, strict=True)):
            if (found := difference(left, right, tolerance, _join(path, str(index)))) is not None:
                return found
        return None
    if isinstance(reference, int) and isinstance(student, int) and reference != student:
        return f"{_at(path)}yours is {student}, expected {reference}."  # counts have no rounding
    if _is_number(reference) and _is_number(student):
        close = math.isclose(student, reference, rel_tol=tolerance, abs_tol=tolerance * 1e-2)
        both_nan = math.isnan(student) and math.isnan(reference)
        return None if close or both_nan else f"{_at(path)}yours is {student:.6g}, expected {reference:.6g}."
    return (
        None
        if student == reference
        else f"{_at(path)}yours is {_short(student)}, expected {_short(reference)}."
    )


def _tensor_difference(student: Any, reference: Any, tolerance: float, path: str) -> str | None:
    if not isinstance(student, torch.Tensor) or not isinstance(reference, torch.Tensor):
        return f"{_at(path)}yours is {_short(student)}, expected {_short(reference)}."
    if student.shape != reference.shape:
        return f"{_at(path)}yours has shape {tuple(student.shape)}, expected {tuple(reference.shape)}."
    if not reference.numel():
        return None
    left, right = student.double(), reference.double()
    if bad := int((~left.isfinite() & right.isfinite()).sum()):
        return f"{_at(path)}{bad} of your {left.numel()} values are infinite or NaN (not a number)."
    scale = right[right.isfinite()].abs().max().item() if bool(right.isfinite().any()) else 0.0
    alike = (left == right) | (left.isnan() & right.isnan())  # where neither is finite
    error = torch.where(alike, 0.0, (left - right).abs().nan_to_num(math.inf))
    wrong = error > tolerance * max(scale, 1e-6)
    if not bool(wrong.any()):
        return None
    # NumPy's, since torch's own would first import sympy, for a second or more.
    place = tuple(int(i) for i in np.unravel_index(int(error.argmax()), tuple(error.shape)))
    return (
        f"{_at(path)}{wrong.double().mean().item():.0%} of the values differ; the largest difference is "
        f"at {list(place)}: yours is {left[place].item():.4g}, expected {right[place].item():.4g}."
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _short(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _join(path: str, key: str) -> str:
    return f"{path}, {key}" if path else key


def _at(path: str) -> str:
    return f"{path}: " if path else ""

"""What can be said of a failed check that no known mistake explains: what the layer is, how the values differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from autograder.comparing import Observed, Raised, same
from autograder.comparing.comparison import parts
from autograder.comparing.first_difference import in_words
from autograder.comparing.patterns import pattern

MOST_LISTED = 3

Again = Callable[[Observed], tuple[Any, Any]]


def clue(rows: list[Observed], again: Again) -> str:
    """One sentence, or "" where there is nothing to say.

    Args:
        again: the student's and the reference's answers to a question, with other random numbers.
    """
    row = next((row for row in rows if row.symptoms and not isinstance(row.student, Raised)), None)
    if row is None:
        return ""
    return _settings(row) or _random(row, again) or _values(row) or _right_parts(row)


def _settings(row: Observed) -> str:
    """A layer of torch's own that was called with other settings than the reference's."""
    yours, ours = _layers(row.student), _layers(row.reference)
    for label, expected in ours.items():
        found = yours.get(label)
        if found is None:
            continue
        for name, value in expected["settings"].items():
            if name in found["settings"] and found["settings"][name] != value:
                if name == "training":
                    return f"In eval mode your {label} uses the statistics of the batch, not its running statistics."
                said, asked = _setting(found["settings"][name]), _setting(value)
                asked = f"{asked}, the default of torch" if name in ("eps", "momentum") else asked
                return f"Your {label} has {name}={said}; expected {asked}."
        if (other := _functions(label, found["then"], expected["then"])) is not None:
            return other
    return ""


def _functions(label: str, yours: list[str], ours: list[str]) -> str | None:
    """What runs behind a layer in place of what should, told only where it has a name of its own."""
    if yours == ours:
        return None
    besides = [name for name in yours if name not in ours]
    lacking = [name for name in ours if name not in yours]
    if besides and lacking:
        return f"After {label} your code runs {besides[0]}; expected {lacking[0]}."
    if besides:
        return f"After {label} your code also runs {besides[0]}, which should not be there."
    return None  # a ReLU that is not torch's own is written out by hand, or missing


def _setting(value: Any) -> str:
    if isinstance(value, list):
        return str(value[0]) if len(set(value)) == 1 else str(tuple(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _layers(observation: Any) -> dict[str, dict[str, Any]]:
    """Label of a layer -> its settings, and the functions behind it, from what a probe noted."""
    if not isinstance(observation, dict):
        return {}
    if "trace settings" in observation:
        found = observation["trace settings"]
        names = dict(zip(found, in_words(list(found)), strict=True))
        return {names[label]: {"settings": row, "then": []} for label, row in found.items()}
    if "trace" not in observation or "layers" not in observation:
        return {}
    rows, places = observation["trace"]["layers"], observation["layers"]["trace_places"]
    labels = observation["layers"]["trace_labels"]
    if len(rows) != len(places):
        return {}
    found = {labels[place]: row for place, row in zip(places, rows, strict=True) if place >= 0}
    return {label: found[label] for label in labels if label in found}


def _random(row: Observed, again: Again) -> str:
    student, reference = again(row)
    if isinstance(student, Raised) or isinstance(reference, Raised):
        return ""
    if same(reference, row.reference) and not same(student, row.student):
        return (
            "Called again with the same input, your code gives another result: it is random, or it depends on the "
            "calls before."
        )
    return ""


def _values(row: Observed) -> str:
    expected = dict(parts(row.reference))
    for place, yours in row.symptoms.items():
        ours = expected.get(place)
        if isinstance(yours, torch.Tensor) and isinstance(ours, torch.Tensor):
            return pattern(yours, ours) or ""
    numbers = [
        (yours, expected[place]) for place, yours in row.symptoms.items() if _is_number(expected.get(place))
    ]
    if len(numbers) > 2 and all(_is_number(yours) for yours, _ in numbers):
        pair = (torch.tensor(column, dtype=torch.float64) for column in zip(*numbers, strict=True))
        return pattern(*pair) or ""
    return ""


def _right_parts(row: Observed) -> str:
    """Which parts of what was asked are right, where some are."""
    places = [place for place, value in parts(row.reference) if isinstance(value, torch.Tensor | float | int)]
    wrong = [place for place in places if place in row.symptoms]
    right = [place for place in places if place not in row.symptoms]
    if not wrong or not right or len(places) > 40:
        return ""
    if len(wrong) <= min(MOST_LISTED, len(right)):
        return f"Everything else in this check is right: {len(right)} of {len(places)} parts."
    return f"These parts are right: {'; '.join(right[:MOST_LISTED])}{'; and more' if len(right) > MOST_LISTED else ''}."


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

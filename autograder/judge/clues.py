"""What can be said of a failed check that no known mistake explains: what the layer is, how the values differ."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch

from autograder.comparing import Observed, Raised, same
from autograder.comparing.comparison import differing_parts, is_telling, parts
from autograder.comparing.first_difference import in_words
from autograder.comparing.patterns import pattern

Again = Callable[[Observed], tuple[Any, Any]]


def clue(rows: list[Observed], again: Again) -> str:
    """One sentence, or "" where there is nothing to say.

    Args:
        again: the student's and the reference's answers to a question, with other random numbers.
    """
    wrong = [row for row in rows if row.symptoms and not isinstance(row.student, Raised)]
    settings = next((said for row in wrong if (said := _settings(row))), "")
    if settings or not wrong:
        return settings
    return _random(wrong[0], again) or _values(wrong[0]) or _right_parts(wrong[0])


def random_places(row: Observed, again: Again) -> frozenset[str]:
    """Where the student's code answers otherwise to the same question with other random numbers, and ours does not."""
    student, reference = again(row)
    if isinstance(student, Raised) or isinstance(reference, Raised) or isinstance(row.student, Raised):
        return frozenset()
    # Exactly: what is drawn at random in the right answer too may come out nearly the same.
    if not same(reference, row.reference, 0.0):
        return frozenset()
    return frozenset(differing_parts(student, row.student))


def _settings(row: Observed) -> str:
    """See `_other_settings`; what a submission says of its layers is a claim, and may have any form."""
    try:
        return _other_settings(row)
    except (LookupError, TypeError, ValueError, AttributeError, AssertionError):
        return ""


def _other_settings(row: Observed) -> str:
    """A layer of torch's own that was called with other settings than the reference's."""
    yours, ours = _layers(row.student), _layers(row.reference)
    for label, expected in ours.items():
        found = yours.get(label)
        if found is None:
            continue
        if found["settings"].get("training") and not expected["settings"].get("training"):
            return f"In eval mode your {label} uses the statistics of the batch, not its running statistics."
        yours_here, ours_here = found["settings"], expected["settings"]
        differing = [name for name in ours_here if name in yours_here and yours_here[name] != ours_here[name]]
        if differing:
            said = " and ".join(f"{name}={_setting(yours_here[name])}" for name in differing)
            asked = " and ".join(f"{name}={_setting(ours_here[name])}" for name in differing)
            default = ", the default of torch" if {"eps", "momentum"}.issuperset(differing) else ""
            return f"Your {label} has {said}; expected {asked}{default}."
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
    if random_places(row, again):
        return (
            "Called again with the same input, your code gives a different result: it is random, or it depends on "
            "earlier calls."
        )
    return ""


def _values(row: Observed) -> str:
    expected = dict(parts(row.reference))
    for place, yours in row.symptoms.items():
        if (other := _expected_elsewhere(place, yours, expected)) is not None:
            return f"Your result for {place} is the expected result for {other}."
        ours = expected.get(place)
        if isinstance(yours, torch.Tensor) and isinstance(ours, torch.Tensor):
            return pattern(yours, ours) or ""
    numbers: list[tuple[Any, Any]] = [
        (yours, ours)
        for place, yours in row.symptoms.items()
        if _is_number(yours) and _is_number(ours := expected.get(place))
    ]
    if len(numbers) > 2:
        found = pattern(*(torch.tensor(column, dtype=torch.float64) for column in zip(*numbers, strict=True)))
        if found:
            return found
    return _round_factor(*map(float, numbers[0])) if numbers else ""


def _expected_elsewhere(place: str, value: Any, expected: dict[str, Any]) -> str | None:
    """Another part of the right answer that has this very value, if it is one that chance does not make."""
    if not is_telling(value):
        return None
    return next((other for other, ours in expected.items() if other != place and same(value, ours)), None)


def _round_factor(yours: float, ours: float) -> str:
    """Whether one number is a few times the other, or a hundred times, as a percentage is."""
    for factor in (2, 3, 4, 5, 8, 10, 100, 255, 1000):
        if ours and math.isclose(yours, ours * factor, rel_tol=1e-5):
            return f"Your value is {factor} times the expected value."
        if ours and math.isclose(yours * factor, ours, rel_tol=1e-5):
            return f"Your value is the expected value divided by {factor}."
    return ""


def _right_parts(row: Observed) -> str:
    """The one case among several that is right, if it is only one."""
    places = [place for place, value in parts(row.reference) if isinstance(value, torch.Tensor | float | int)]
    cases = [place for place in places if any(sign.isdigit() for sign in place)]
    right = [place for place in cases if place not in row.symptoms]
    return (
        f"Only one of {len(cases)} cases is right: {right[0]}." if len(right) == 1 and len(cases) > 2 else ""
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

"""A check: one pytest test of an exercise, and how it says that it saw a difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.comparing.comparison import difference
from autograder.comparing.observer import Observer


@dataclass(frozen=True)
class Check:
    """One pytest test of an exercise.

    `weight` is its share of the exercise's points. A check that `supports` the others (an error raised, an input
    left alone) earns nothing unless a check of values passes: answering nothing right politely is still nothing.
    """

    id: str
    exercise: str
    title: str
    weight: int
    supports: bool
    reread: str
    run: Callable[[Observer], None]


class CheckFailed(AssertionError):
    """A check that saw a difference. `saw` is the sentence for the student."""

    def __init__(self, saw: str) -> None:
        super().__init__(saw)
        self.saw = saw


def assert_same(student: Any, reference: Any, tolerance: float | None = None) -> None:
    """Raise CheckFailed with the first difference between two observations."""
    found = difference(student, reference) if tolerance is None else difference(student, reference, tolerance)
    if found is not None:
        raise CheckFailed(found[0].upper() + found[1:])


def check(
    exercise: str, title: str, *, weight: int, reread: str, supports: bool = False
) -> Callable[[Callable[[Observer], None]], Callable[[Observer], None]]:
    """Register a pytest test as a check of `exercise`."""

    def register(function: Callable[[Observer], None]) -> Callable[[Observer], None]:
        identity = f"{exercise}.{function.__name__.removeprefix('test_')}"
        function.check = Check(identity, exercise, title, weight, supports, reread, function)  # type: ignore[attr-defined]
        return function

    return register

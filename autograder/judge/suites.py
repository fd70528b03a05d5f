"""The suites in autograder/checks, found by the exercise they check."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import autograder.checks as suites
from autograder.comparing import Check


@cache
def checks_of(exercise: str) -> tuple[Check, ...]:
    """The checks of an exercise in the order of their suite.

    Raises:
        LookupError: the exercise has none.
    """
    found = []
    for info in pkgutil.iter_modules(suites.__path__):
        if not info.name.startswith(f"test_{exercise[:2]}_"):
            continue
        module = importlib.import_module(f"{suites.__name__}.{info.name}")
        found += [
            f.check for f in vars(module).values() if hasattr(f, "check") and f.check.exercise == exercise
        ]
    if not found:
        raise LookupError(f"No suite in autograder/checks has a check of {exercise!r}.")
    return tuple(found)

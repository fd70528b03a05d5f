"""What a grader is, and which there are.

A grader is one file in `graders/` that defines what `Grader` lists. Adding one takes nothing else.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from benchmarks.judges import graders
from benchmarks.judges.solutions import Solution


@dataclass(frozen=True)
class Verdict:
    """What a grader said of a solution.

    Args:
        accepted: it got full marks.
        cause: the mistake's id, where the grader names one.
        cpu_seconds: of the processor, since a machine that does other things too has a clock of its own.
        said: what the grader told, cut to a few lines.
        marked: False where it gave no mark at all, because it broke or ran out of time.
    """

    solution: Solution
    accepted: bool
    cause: str
    cpu_seconds: float
    said: str = ""
    marked: bool = True


class Grader(Protocol):
    """A module of `graders`."""

    ABOUT: str  # a line for the table, with the versions that count
    NAMES_CAUSES: bool  # whether it can name a mistake at all

    def missing(self) -> str:
        """Why it cannot run here and what to do, or nothing."""
        ...

    def exercises(self) -> Collection[str]:
        """Ids of those that it can grade."""
        ...

    def grade(self, solutions: Sequence[Solution], seconds: float) -> list[Verdict]:
        """A verdict for each of them, which may take `seconds`."""
        ...


def names() -> list[str]:
    """All graders."""
    return sorted(info.name for info in pkgutil.iter_modules(graders.__path__))


def grader(name: str) -> Grader:
    """A grader by the name of its file."""
    return cast(Grader, importlib.import_module(f"{graders.__name__}.{name}"))

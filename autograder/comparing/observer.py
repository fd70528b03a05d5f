"""Asking the student's code and the reference one and the same question."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Protocol

import torch

from autograder.comparing.comparison import differing_parts
from autograder.inside.causes import Cause

Probe = Callable[[Any, dict[str, Any]], Any]


@dataclass(frozen=True)
class Raised:
    """What stood in the way of an observation: an exception in the code under observation, as data."""

    kind: str  # the exception's class
    message: str
    traceback: str = ""
    cause: Cause = Cause.EXCEPTION


class Implementation(Protocol):
    """A place where code lives: this process, or an isolated worker."""

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> Any:
        """The observation of the probe with this source and name, or Raised."""
        ...


class StudentRaised(Exception):
    """The student's side of an observation raised; the check ends here."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(f"{raised.kind}: {raised.message}")
        self.raised = raised


@dataclass
class Observed:
    """One question a check asked, kept with both answers, so that the diagnosis can ask known mistakes the same."""

    source: str
    name: str
    given: dict[str, Any]
    seed: int
    student: Any
    reference: Any
    random: frozenset[str] = frozenset()  # places where the student's code answers otherwise each time

    @cached_property
    def symptoms(self) -> dict[str, Any]:
        """What the student's code answered wherever that is not right, by its place; all else is right, or random."""
        return {"": self.student} if isinstance(self.student, Raised) else self.wrong_parts(self.student)

    def wrong_parts(self, answer: Any) -> dict[str, Any]:
        """What an answer to this question holds wherever it is not right; nothing of what is random."""
        found = differing_parts(answer, self.reference)
        return {place: value for place, value in found.items() if place not in self.random}


@dataclass
class Observer:
    """Asks the student's code and the reference the same question.

    Inputs are drawn from `rng`, which a fresh seed starts for every run, so no submission can foresee them.
    """

    student: Implementation
    reference: Implementation
    seed: int
    asked: list[Observed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = torch.Generator().manual_seed(self.seed)

    def __call__(self, probe: Probe, given: dict[str, Any]) -> tuple[Any, Any]:
        """Observations of `probe` on the student's code and on the reference, in this order.

        Raises:
            StudentRaised: the student's code raised an exception.
            RuntimeError: the reference did; a fault of ours.
        """
        source, name = source_of(probe), probe.__name__
        seed = int(torch.randint(2**31, (1,), generator=self.rng))
        reference = self.reference.observe(source, name, given, seed)
        if isinstance(reference, Raised):
            raise RuntimeError(
                f"The reference raised {reference.kind}: {reference.message}\n{reference.traceback}"
            )
        student = self.student.observe(source, name, given, seed)
        self.asked.append(Observed(source, name, given, seed, student, reference))
        if isinstance(student, Raised):
            raise StudentRaised(student)
        return student, reference


@cache
def source_of(probe: Probe) -> str:
    """The probe's source text and that of its suite's functions and classes which it uses: all that travels."""
    suite = inspect.getmodule(probe)
    wanted: list[Any] = [probe]
    sources: dict[str, str] = {}
    while wanted:
        part = wanted.pop()
        if part.__name__ in sources:
            continue
        sources[part.__name__] = textwrap.dedent(inspect.getsource(part))
        used = [getattr(suite, name, None) for name in _names_in(part)]
        wanted += [
            u for u in used if (inspect.isfunction(u) or inspect.isclass(u)) and inspect.getmodule(u) is suite
        ]
    return "\n\n".join(reversed(sources.values()))


def _names_in(part: Any) -> set[str]:
    """Global names that a function, or any method of a class, uses."""
    found: set[str] = set()
    codes = (
        [part.__code__]
        if inspect.isfunction(part)
        else [f.__code__ for f in vars(part).values() if inspect.isfunction(f)]
    )
    while codes:
        code = codes.pop()
        found.update(code.co_names)
        codes += [constant for constant in code.co_consts if inspect.iscode(constant)]
    return found

"""What a run of checks found, as data; every renderer shows this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from autograder.inside.causes import Cause


class Outcome(StrEnum):
    """How a check ended. Only `passed` earns points, and `internal` and `unreadable` record no mark."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_WRITTEN = "not_written"
    ERROR = "error"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    TAMPERED = "tampered"
    UNREADABLE = "unreadable"
    INTERNAL = "internal"


@dataclass(frozen=True)
class Diagnosis:
    """What a student is told about a check that did not pass, in at most eight lines.

    `clue` says more of what was seen, where the cause does not explain all of it. A cause that is not `certain` is
    seen beside something else.
    """

    saw: str
    cause: str = ""
    misconception: str | None = None
    question: str = ""
    reread: str = ""
    traceback: str = ""  # shown folded
    clue: str = ""
    certain: bool = True
    also: tuple[str, ...] = ()  # further misconceptions: a second one at once, or one that behaves alike

    def lines(self) -> list[str]:
        """The diagnosis without its traceback, a line a thought."""
        names = ", ".join(name for name in (self.misconception, *self.also) if name)
        label = "Likely cause" if self.certain else "Part of it looks like this"
        cause = f"{label}: {self.cause}{f'  ({names})' if names else ''}" if self.cause else ""
        question = f"Ask yourself: {self.question}" if self.question else ""
        reread = f"Reread: {self.reread}" if self.reread else ""
        return [line for line in (self.saw, self.clue, cause, question, reread) if line]


@dataclass(frozen=True)
class CheckResult:
    """Outcome of one check."""

    id: str
    title: str
    outcome: Outcome
    diagnosis: Diagnosis | None = None
    cause: Cause | None = None  # what the student's code raised, where that decided the outcome


@dataclass(frozen=True)
class ExerciseResult:
    """Outcome of an exercise's checks, and the points they earn."""

    id: str
    title: str
    score: float
    max_score: float
    checks: tuple[CheckResult, ...]

    @property
    def full(self) -> bool:
        """Whether every check passed."""
        return all(check.outcome is Outcome.PASSED for check in self.checks)


@dataclass(frozen=True)
class CellRun:
    """What became of one code cell: its exception, if any, and its outputs as the JSON text that notebooks hold."""

    error: str = ""
    message: str = ""
    cause: str = ""
    outputs: str = "[]"


@dataclass(frozen=True)
class Judged:
    """What a submission came to, whichever way it was judged.

    `isolation` says where the student's code ran: "bubblewrap", "process" or "none" (the notebook's own kernel).
    The same `seed` with the same `versions` asks the same questions again.
    """

    lesson: str
    isolation: str
    seed: int
    versions: Mapping[str, str]
    exercises: tuple[ExerciseResult, ...]
    cells: tuple[CellRun, ...] = ()

    @property
    def score(self) -> float:
        """Points earned."""
        return sum(exercise.score for exercise in self.exercises)

    @property
    def max_score(self) -> float:
        """Points to be earned."""
        return sum(exercise.max_score for exercise in self.exercises)

    @property
    def full(self) -> bool:
        """Whether every check of every exercise passed."""
        return all(exercise.full for exercise in self.exercises)

    @property
    def faults(self) -> list[str]:
        """What failed on our side, at length; where there is anything, no mark may be recorded."""
        found = [
            check.diagnosis.traceback or check.diagnosis.saw
            for exercise in self.exercises
            for check in exercise.checks
            if check.outcome is Outcome.INTERNAL and check.diagnosis
        ]
        return list(dict.fromkeys(found))

    def as_json(self) -> dict[str, Any]:
        """The form of `course check --json`."""
        return {
            "lesson": self.lesson,
            "score": self.score,
            "max_score": self.max_score,
            "seed": self.seed,
            "versions": dict(self.versions),
            "isolation": self.isolation,
            "exercises": [
                {
                    "id": exercise.id,
                    "score": exercise.score,
                    "max_score": exercise.max_score,
                    "checks": [_check_as_json(check) for check in exercise.checks],
                }
                for exercise in self.exercises
            ],
        }


class NoAnswer(Exception):
    """The place where a student's code runs could not answer: it timed out, died or broke the protocol."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome


def _check_as_json(check: CheckResult) -> dict[str, Any]:
    diagnosis = check.diagnosis
    return {
        "id": check.id,
        "outcome": check.outcome.value,
        "message": "\n".join(diagnosis.lines()) if diagnosis else "",
        "misconception": diagnosis.misconception if diagnosis else None,
    }

"""What a run of checks found, as data; every renderer shows this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


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
    """What a student is told about a check that did not pass, in at most eight lines."""

    saw: str
    cause: str = ""
    misconception: str | None = None
    question: str = ""
    reread: str = ""
    traceback: str = ""  # shown folded

    def lines(self) -> list[str]:
        """The diagnosis without its traceback, a line a thought."""
        cause = f"Likely cause: {self.cause}  ({self.misconception})" if self.cause else ""
        question = f"Ask yourself: {self.question}" if self.question else ""
        reread = f"Reread: {self.reread}" if self.reread else ""
        return [line for line in (self.saw, cause, question, reread) if line]


@dataclass(frozen=True)
class CheckResult:
    """Outcome of one check."""

    id: str
    title: str
    outcome: Outcome
    diagnosis: Diagnosis | None = None


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
class Report:
    """Outcome of a run over a lesson's exercises.

    `isolation` says where the student's code ran: "bubblewrap", "process" or "none" (the notebook's own kernel).
    """

    lesson: str
    isolation: str
    exercises: tuple[ExerciseResult, ...]

    @property
    def score(self) -> float:
        """Points earned."""
        return sum(exercise.score for exercise in self.exercises)

    @property
    def max_score(self) -> float:
        """Points to be earned."""
        return sum(exercise.max_score for exercise in self.exercises)

    @property
    def trustworthy(self) -> bool:
        """Whether a mark may be recorded: nothing broke on our side, and there was something to read."""
        ours = (Outcome.INTERNAL, Outcome.UNREADABLE)
        return not any(check.outcome in ours for e in self.exercises for check in e.checks)

    def as_json(self) -> dict[str, Any]:
        """The report in the form of `course check --json`."""
        return {
            "lesson": self.lesson,
            "score": self.score,
            "max_score": self.max_score,
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


def _check_as_json(check: CheckResult) -> dict[str, Any]:
    diagnosis = check.diagnosis
    return {
        "id": check.id,
        "outcome": check.outcome.value,
        "message": "\n".join(diagnosis.lines()) if diagnosis else "",
        "misconception": diagnosis.misconception if diagnosis else None,
    }

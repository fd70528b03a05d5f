"""One run over a lesson: a submission in, a report out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.catalogue import Exercise, Lesson
from autograder.isolation import Worker
from autograder.judge.checking import checks_of
from autograder.judge.engine import OutcomeError, judge
from autograder.judge.outcomes import CheckResult, Diagnosis, ExerciseResult, Outcome, Report
from autograder.submission import Submission


@dataclass(frozen=True)
class Run:
    """A report, and what each code cell printed and showed."""

    report: Report
    cells: tuple[dict[str, Any], ...]


def run_isolated(lesson: Lesson, exercises: Sequence[Exercise], submission: Submission) -> Run:
    """Run a submission in an isolated worker and judge these exercises of it."""
    with Worker(lesson) as worker:
        try:
            cells = tuple(worker.run(submission.cells))
        except OutcomeError as stop:
            results = tuple(unjudged(exercise, stop.outcome, str(stop)) for exercise in exercises)
            return Run(Report(lesson.name, worker.isolation, results), ())
        results = tuple(judge(exercise, worker) for exercise in exercises)
        return Run(Report(lesson.name, worker.isolation, results), cells)


def unjudged(exercise: Exercise, outcome: Outcome, why: str) -> ExerciseResult:
    """The result of an exercise none of whose checks could run."""
    checks = tuple(CheckResult(c.id, c.title, outcome, Diagnosis(why)) for c in checks_of(exercise.id))
    return ExerciseResult(exercise.id, exercise.title, 0.0, exercise.points, checks)

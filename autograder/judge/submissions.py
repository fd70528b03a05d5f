"""One run over a lesson: a submission in, a report out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.catalogue import Exercise, Lesson
from autograder.inside.lockout import REFUSAL
from autograder.jail import Sandbox
from autograder.judge.exercises import OutcomeError, judge
from autograder.judge.suites import checks_of
from autograder.outcomes import CheckResult, Diagnosis, ExerciseResult, Outcome, Report
from autograder.reading import Submission


@dataclass(frozen=True)
class Run:
    """A report, and what each code cell printed and showed."""

    report: Report
    cells: tuple[dict[str, Any], ...]


def run_in(sandbox: Sandbox, lesson: Lesson, exercises: Sequence[Exercise], submission: Submission) -> Run:
    """Run one submission in this sandbox and judge these exercises of it."""
    results: list[ExerciseResult] = []
    cells: tuple[dict[str, Any], ...] = ()
    worker = sandbox.worker()
    try:
        for exercise in exercises:
            if not worker.usable and worker.seconds_left > 0:  # one exercise's crash is not the next one's
                worker.close()
                worker, cells = sandbox.worker(), ()
            try:
                cells = cells or tuple(worker.run(submission.cells))
                results.append(judge(exercise, worker))
            except OutcomeError as stop:
                results.append(unjudged(exercise, stop.outcome, str(stop)))
    finally:
        worker.close()
    results = [_told_of_imports(result, cells) for result in results]
    return Run(Report(lesson.name, sandbox.level, tuple(results)), cells)


def _told_of_imports(result: ExerciseResult, cells: Sequence[dict[str, Any]]) -> ExerciseResult:
    """Say so where nothing is written because a cell wanted to import the answer."""
    refused = [cell["message"] for cell in cells if cell["message"].endswith(REFUSAL)]
    if not refused or any(check.outcome is not Outcome.NOT_WRITTEN for check in result.checks):
        return result
    return replace(
        result, checks=tuple(replace(check, diagnosis=Diagnosis(refused[0])) for check in result.checks)
    )


def unjudged(exercise: Exercise, outcome: Outcome, why: str) -> ExerciseResult:
    """The result of an exercise none of whose checks could run."""
    checks = tuple(CheckResult(c.id, c.title, outcome, Diagnosis(why)) for c in checks_of(exercise.id))
    return ExerciseResult(exercise.id, exercise.title, 0.0, exercise.points, checks)

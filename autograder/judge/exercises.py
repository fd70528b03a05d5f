"""Runs an exercise's checks on an implementation and counts its points."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from autograder.comparing import (
    Check,
    CheckFailed,
    Implementation,
    Observed,
    Observer,
    Raised,
    StudentRaised,
)
from autograder.course.catalogue import Exercise
from autograder.inside.causes import Cause
from autograder.judge.clues import Again, clue
from autograder.judge.diagnosis import Asked, Investigation
from autograder.judge.in_process import reference
from autograder.judge.suites import checks_of
from autograder.judge.suspects import Suspect
from autograder.outcomes import CheckResult, Diagnosis, ExerciseResult, NoAnswer, Outcome


def judge_exercise(exercise: Exercise, student: Implementation, seed: int) -> ExerciseResult:
    """Run every check of `exercise` on inputs drawn from `seed`; the same seed asks the same."""
    results: list[CheckResult] = []
    asked: list[Asked] = []
    for number, check in enumerate(checks_of(exercise.id)):
        observe = Observer(student, reference(exercise.reference), seed + number)
        results.append(_outcome(check, exercise, observe))
        asked.append(Asked(check, observe.seed, results[-1].outcome, observe.asked))

    def passes(suspect: Suspect, passed: Asked) -> bool:
        return _passes(suspect, exercise, passed)

    def further(failed: Asked, number: int) -> list[Observed]:
        observe = Observer(student, reference(exercise.reference), failed.seed + 1000 * number)
        with suppress(Exception):  # it may fail as before, or the student's code may no longer answer
            failed.check.run(observe)
        return observe.asked

    def again(row: Observed) -> tuple[Any, Any]:
        question = row.source, row.name, row.given, row.seed + 1
        try:
            return student.observe(*question), reference(exercise.reference).observe(*question)
        except NoAnswer:
            return row.student, row.reference

    with suppress(Exception):  # an explanation is a help: whatever stops it costs nobody a mark
        causes = Investigation(exercise, asked, passes, further, again).causes()
        results = [
            _explained(result, causes[row.check], row.rows, again) if row.failed else result
            for result, row in zip(results, asked, strict=True)
        ]
    return ExerciseResult(
        exercise.id, exercise.title, _score(exercise, results), exercise.points, tuple(results)
    )


def _outcome(check: Check, exercise: Exercise, observe: Observer) -> CheckResult:
    try:
        check.run(observe)
    except CheckFailed as failure:
        return _result(check, Outcome.FAILED, Diagnosis(failure.saw, reread=check.reread))
    except StudentRaised as stop:
        return _stopped(check, stop.raised)
    except NoAnswer as stop:
        return _result(check, stop.outcome, Diagnosis(str(stop)))
    except Exception as error:
        # It passes the reference, so it was the student's answer that could not be looked at.
        if _holds(check, exercise, observe.seed):
            saw = f"Your code returned something that cannot be compared ({type(error).__name__})."
            return _result(check, Outcome.FAILED, Diagnosis(saw, reread=check.reread))
        saw = "The autograder failed here. It is our fault, not yours, and no mark is recorded. Please report it."
        return _result(check, Outcome.INTERNAL, Diagnosis(saw, traceback=traceback.format_exc()))
    if not observe.asked:  # a check that asked nothing has shown nothing
        saw = f"The check {check.id} did not run your code. It is our fault, not yours. Please report it."
        return _result(check, Outcome.INTERNAL, Diagnosis(saw))
    return _result(check, Outcome.PASSED, None)


def _holds(check: Check, exercise: Exercise, seed: int) -> bool:
    """Whether a check passes the reference itself, where it tripped over a student's answer to the same question."""
    try:
        check.run(Observer(reference(exercise.reference), reference(exercise.reference), seed))
    except Exception:
        return False
    return True


def _passes(suspect: Suspect, exercise: Exercise, passed: Asked) -> bool:
    """Whether a suspect passes a check; where the student's code did and it does not, it is another mistake."""
    if suspect.explains(passed.rows):
        return True
    try:
        passed.check.run(Observer(suspect.code, reference(exercise.reference), passed.seed))
    except Exception:  # CheckFailed, StudentRaised, or whatever else a mistake brings about in a check
        return False
    return True


def _stopped(check: Check, raised: Raised) -> CheckResult:
    match raised.cause:
        case Cause.STUB:
            outcome, seen = Outcome.NOT_WRITTEN, Diagnosis("Not written yet.")
        # In a sandbox, what a notebook borrows cannot even be imported.
        case Cause.UNDEFINED | Cause.BORROWED:
            outcome, seen = Outcome.NOT_WRITTEN, Diagnosis(raised.message)
        case Cause.UNFIT | Cause.UNSENDABLE:
            outcome = Outcome.FAILED
            seen = Diagnosis(raised.message, reread=check.reread, traceback=raised.traceback)
        case Cause.OUT_OF_MEMORY:
            saw = "Your code needed more memory than a submission may use. Which tensor is so large, or keeps growing?"
            outcome, seen = Outcome.OUT_OF_MEMORY, Diagnosis(saw, traceback=raised.traceback)
        case _:
            saw = f"Your code raised {raised.kind}: {raised.message}"
            outcome = Outcome.ERROR
            seen = Diagnosis(saw, reread=check.reread, traceback=raised.traceback)
    return CheckResult(check.id, check.title, outcome, seen, raised.cause)


def _result(check: Check, outcome: Outcome, diagnosis: Diagnosis | None) -> CheckResult:
    return CheckResult(check.id, check.title, outcome, diagnosis)


def _explained(
    result: CheckResult, causes: Sequence[Suspect], rows: list[Observed], again: Again
) -> CheckResult:
    """The result with its likely cause; where none is known, with what can be said of the difference."""
    if result.diagnosis is None:
        return result
    if not causes:
        return replace(result, diagnosis=replace(result.diagnosis, clue=clue(rows, again)))
    mistakes = [mistake for suspect in causes for mistake in suspect.mistakes]
    texts = [suspect.cause for suspect in causes]
    whole = all(suspect.whole for suspect in causes)
    diagnosis = replace(
        result.diagnosis,
        clue="" if whole else clue(rows, again),
        certain=whole,
        cause=texts[0] if len(texts) == 1 else f"either {' Or: '.join(texts)}",
        misconception=mistakes[0].id if mistakes else None,
        question=mistakes[0].question if mistakes else "",
        reread=mistakes[0].reread if mistakes else result.diagnosis.reread,
        also=tuple(mistake.id for mistake in mistakes[1:]),
    )
    return replace(result, diagnosis=diagnosis)


def _score(exercise: Exercise, results: list[CheckResult]) -> float:
    checks = checks_of(exercise.id)
    passed = [c for c, r in zip(checks, results, strict=True) if r.outcome is Outcome.PASSED]
    if all(check.supports for check in passed):
        return 0.0
    share = sum(check.weight for check in passed) / sum(check.weight for check in checks)
    return round(exercise.points * share, 2)


def unjudged(exercise: Exercise, outcome: Outcome, why: str) -> ExerciseResult:
    """The result of an exercise none of whose checks could run."""
    checks = tuple(_result(c, outcome, Diagnosis(why)) for c in checks_of(exercise.id))
    return ExerciseResult(exercise.id, exercise.title, 0.0, exercise.points, checks)

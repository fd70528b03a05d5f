"""Runs an exercise's checks on an implementation and counts its points."""

from __future__ import annotations

import traceback
from collections import Counter
from dataclasses import dataclass, replace

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
from autograder.judge.bank import Misconception, implementation
from autograder.judge.diagnosis import answers_alike, likely_causes
from autograder.judge.in_process import reference
from autograder.judge.suites import checks_of
from autograder.outcomes import CheckResult, Diagnosis, ExerciseResult, NoAnswer, Outcome


def judge_exercise(exercise: Exercise, student: Implementation, seed: int) -> ExerciseResult:
    """Run every check of `exercise` on inputs drawn from `seed`; the same seed asks the same."""
    seeds = {check: seed + i for i, check in enumerate(checks_of(exercise.id))}
    verdicts: dict[Check, _Verdict] = {}
    for check in seeds:
        suspects = _shared_causes([verdict.causes for verdict in verdicts.values()])
        verdicts[check] = _verdict(check, exercise, student, seeds[check], suspects)
    passed = {
        check: verdict for check, verdict in verdicts.items() if verdict.result.outcome is Outcome.PASSED
    }
    causes = [
        cause
        for cause in _shared_causes([verdict.causes for verdict in verdicts.values()])
        if all(
            _passes(cause, check, exercise, seeds[check], verdict.asked) for check, verdict in passed.items()
        )
    ]
    results = [
        _with_cause(verdict.result, [c for c in causes if c in verdict.causes])
        for verdict in verdicts.values()
    ]
    return ExerciseResult(
        exercise.id, exercise.title, _score(exercise, results), exercise.points, tuple(results)
    )


@dataclass(frozen=True)
class _Verdict:
    """One check: its result, the known mistakes that answer as the student's code did, and what was asked."""

    result: CheckResult
    causes: list[Misconception]
    asked: list[Observed]


def _verdict(
    check: Check, exercise: Exercise, student: Implementation, seed: int, suspects: list[Misconception]
) -> _Verdict:
    observe = Observer(student, reference(exercise.reference), seed)
    result = _outcome(check, exercise, observe)
    wanted = result.outcome in (Outcome.FAILED, Outcome.ERROR) and observe.asked
    causes = likely_causes(exercise.id, observe.asked, suspects) if wanted else []
    return _Verdict(result, causes, observe.asked)


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
            saw = f"Your code's answer has a form that cannot be compared ({type(error).__name__})."
            return _result(check, Outcome.FAILED, Diagnosis(saw, reread=check.reread))
        saw = "The autograder failed here; this is our fault, and no mark is recorded. Please report it."
        return _result(check, Outcome.INTERNAL, Diagnosis(saw, traceback=traceback.format_exc()))
    if not observe.asked:  # a check that asked nothing has shown nothing
        saw = f"The check {check.id} asked the student's code nothing; this is our fault."
        return _result(check, Outcome.INTERNAL, Diagnosis(saw))
    return _result(check, Outcome.PASSED, None)


def _holds(check: Check, exercise: Exercise, seed: int) -> bool:
    """Whether a check passes the reference itself, where it tripped over a student's answer to the same question."""
    try:
        check.run(Observer(reference(exercise.reference), reference(exercise.reference), seed))
    except Exception:
        return False
    return True


def _passes(known: Misconception, check: Check, exercise: Exercise, seed: int, asked: list[Observed]) -> bool:
    """Whether a known mistake passes a check; where the student's code did and it does not, it is another mistake."""
    if all(answers_alike(known, row) for row in asked):
        return True
    try:
        check.run(Observer(implementation(known), reference(exercise.reference), seed))
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
            saw = "Your code asked for more memory than a submission may have. Which tensor grows with what?"
            outcome, seen = Outcome.OUT_OF_MEMORY, Diagnosis(saw, traceback=raised.traceback)
        case _:
            saw = f"Your code raised {raised.kind}: {raised.message}"
            outcome = Outcome.ERROR
            seen = Diagnosis(saw, reread=check.reread, traceback=raised.traceback)
    return CheckResult(check.id, check.title, outcome, seen, raised.cause)


def _result(check: Check, outcome: Outcome, diagnosis: Diagnosis | None) -> CheckResult:
    return CheckResult(check.id, check.title, outcome, diagnosis)


def _shared_causes(per_check: list[list[Misconception]]) -> list[Misconception]:
    """All causes found, those that explain the most failed checks first."""
    counted = Counter(cause for causes in per_check for cause in causes)
    return [cause for cause, _ in counted.most_common()]


def _with_cause(result: CheckResult, causes: list[Misconception]) -> CheckResult:
    if not causes or result.diagnosis is None:
        return result
    cause, seen = causes[0], result.diagnosis
    diagnosis = Diagnosis(seen.saw, cause.cause, cause.id, cause.question, cause.reread, seen.traceback)
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

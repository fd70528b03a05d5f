"""`pytest autograder --submission STUDENT.ipynb`: the same run as `course check`, a line a check.

Each suite in autograder/checks is plain pytest; this only replaces the call of a test by the judge's, so that points,
diagnosis and isolation are the same wherever a check runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.catalogue import Exercise, find_exercise, find_lesson
from autograder.jail import Sandbox
from autograder.judge.exercises import OutcomeError, judge
from autograder.judge.submissions import unjudged
from autograder.observing import Check
from autograder.outcomes import CheckResult, ExerciseResult, Outcome
from autograder.reading import Unreadable, read_submission
from autograder.reports import text


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --submission and --lesson."""
    group = parser.getgroup("course")
    group.addoption("--submission", metavar="FILE", help="the student's .ipynb or .py to check")
    group.addoption("--lesson", metavar="LESSON", help="its lesson, where the file is not named after it")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the checks of the submission's lesson."""
    submission = config.getoption("--submission")
    if submission is None:
        if any(hasattr(item, "function") and hasattr(item.function, "check") for item in items):
            raise pytest.UsageError("Say what to check: pytest autograder --submission STUDENT.ipynb")
        return
    name = config.getoption("--lesson") or Path(submission).stem
    try:
        wanted = {exercise.id for exercise in find_lesson(name).exercises}
    except LookupError as error:
        raise pytest.UsageError(f"{error.args[0]} Name the lesson with --lesson.") from None
    kept = [item for item in items if _check(item).exercise in wanted]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session")
def results(request: pytest.FixtureRequest) -> dict[str, ExerciseResult]:
    """Results by exercise, judged when the first check of the exercise asks for them."""
    return {}


@pytest.fixture(scope="session")
def submitted(request: pytest.FixtureRequest) -> Any:
    """The isolated worker that has run the submission, or the outcome that stopped it."""
    path = Path(request.config.getoption("--submission"))
    lesson = find_lesson(request.config.getoption("--lesson") or path.stem)
    try:
        cells = read_submission(path).cells
    except Unreadable as error:
        raise pytest.UsageError(str(error)) from None
    with Sandbox(lesson) as sandbox, sandbox.worker() as worker:
        try:
            worker.run(cells)
        except OutcomeError as stop:
            yield stop
        else:
            yield worker


@pytest.fixture
def observe(
    request: pytest.FixtureRequest, submitted: Any, results: dict[str, ExerciseResult]
) -> CheckResult:
    """What the judge found for the requesting check; named as the argument that every check takes."""
    check: Check = _check(request.node)
    exercise = find_exercise(check.exercise)[1]
    if exercise.id not in results:
        results[exercise.id] = _judged(exercise, submitted)
    return next(row for row in results[exercise.id].checks if row.id == check.id)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Report the judge's result in place of calling the check here."""
    result = pyfuncitem.funcargs.get("observe")
    if not isinstance(result, CheckResult):
        return None
    if result.outcome is not Outcome.PASSED:
        pytest.fail("\n".join([text.title(result), *text.body(result)]), pytrace=False)
    return True


def _judged(exercise: Exercise, submitted: Any) -> ExerciseResult:
    if isinstance(submitted, OutcomeError):
        return unjudged(exercise, submitted.outcome, str(submitted))
    return judge(exercise, submitted)


def _check(item: pytest.Item) -> Check:
    return item.function.check  # type: ignore[attr-defined]

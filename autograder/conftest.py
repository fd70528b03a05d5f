"""`pytest autograder --submission STUDENT.ipynb`: the same run as `course check`, a line a check.

Each suite in autograder/checks is plain pytest; this only replaces the call of a test by the judge's, so that points,
diagnosis and isolation are the same wherever a check runs.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.comparing import Check
from autograder.course.catalogue import find_lesson
from autograder.jail import Sandbox
from autograder.jail.budget import Budget
from autograder.judge.submissions import judge_submission
from autograder.outcomes import CheckResult, Judged, Outcome
from autograder.reading import Unreadable, read_submission
from autograder.reports import text

_JUDGED = pytest.StashKey[Judged]()


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
def judged(request: pytest.FixtureRequest) -> Judged:
    """What the submission came to."""
    path = Path(request.config.getoption("--submission"))
    lesson = find_lesson(request.config.getoption("--lesson") or path.stem)
    wanted = {_check(item).exercise for item in request.session.items}
    exercises = [exercise for exercise in lesson.exercises if exercise.id in wanted]
    try:
        submission = read_submission(path)
    except Unreadable as error:
        raise pytest.UsageError(str(error)) from None
    with Sandbox(lesson, single=True) as sandbox:
        found = judge_submission(submission, exercises, Budget.of(sandbox.limits), sandbox)
    request.config.stash[_JUDGED] = found
    return found


@pytest.fixture
def observe(request: pytest.FixtureRequest, judged: Judged) -> CheckResult:
    """What the judge found for the requesting check; named as the argument that every check takes."""
    wanted = _check(request.node).id
    return next(row for exercise in judged.exercises for row in exercise.checks if row.id == wanted)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Report the judge's result in place of calling the check here."""
    result = pyfuncitem.funcargs.get("observe")
    if not isinstance(result, CheckResult):
        return None
    pyfuncitem.user_properties.append(("outcome", result.outcome.value))  # pytest's own words are two only
    if result.outcome is not Outcome.PASSED:
        pytest.fail("\n".join([text.title(result), *text.body(result)]), pytrace=False)
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what the checks are worth, which pytest does not know."""
    judged = config.stash.get(_JUDGED, None)
    for exercise in judged.exercises if judged else ():
        terminalreporter.write_line(text.heading(exercise))


def _check(item: pytest.Item) -> Check:
    return item.function.check  # type: ignore[attr-defined]

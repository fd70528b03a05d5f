"""`check("04.identity_block")` in a notebook: the same checks as in grading, in the kernel, at once."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from autograder.catalogue import find_exercise
from autograder.judge.engine import judge
from autograder.judge.implementations import InProcess
from autograder.judge.outcomes import ExerciseResult, Outcome
from autograder.reports import html, text


class NotThereYet(Exception):
    """An exercise has not earned full marks. The report above it says why."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows this in place of a traceback, whose frames would all be ours and help nobody.
        return [f"{type(self).__name__}: {self}"]


class _Shown:
    def __init__(self, result: ExerciseResult) -> None:
        self._result = result

    def _repr_html_(self) -> str:
        return html.render(self._result)

    def __repr__(self) -> str:
        return text.plain(self._result)


def check(*exercises: str) -> None:
    """Check exercises with the names that your notebook defines now, and show what was found.

    Raises:
        LookupError: there is no such exercise.
        NotThereYet: one of them is not at full marks, so that "Run all" stops and nbgrader sees it.
    """
    from IPython.display import display

    names = _callers_names()
    missing = []
    for name in exercises:
        _, exercise = find_exercise(name)
        answers = [f"resnet_ref.{module}" for module in exercise.reference]
        result = judge(exercise, InProcess(names, answers))
        display(_Shown(result))
        if not result.full:
            missing.append(_summary(result))
    if missing:
        raise NotThereYet("; ".join(missing))


def _summary(result: ExerciseResult) -> str:
    score = f"{text.points(result.score)} of {text.points(result.max_score)} points"
    if all(row.outcome is Outcome.NOT_WRITTEN for row in result.checks):
        return f"{result.id} is not written yet"
    return f"{result.id} has {score}; the report above says what to look at"


def _callers_names() -> Mapping[str, Any]:
    frame = inspect.currentframe()
    for _ in range(2):
        frame = frame.f_back if frame else None
    return frame.f_globals if frame else {}

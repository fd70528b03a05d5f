"""`check("04.identity_block")` in a notebook: the same checks as in grading, in the kernel, at once."""

from __future__ import annotations

import asyncio
import importlib
import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from IPython.core.getipython import get_ipython
from IPython.display import display

from autograder.comparing import Raised
from autograder.course.catalogue import find_exercise
from autograder.inside import wire
from autograder.inside.causes import Cause
from autograder.inside.pristine_torch import pristine_torch
from autograder.inside.probe_runner import described
from autograder.jail.budget import Budget
from autograder.judge.in_process import InProcess
from autograder.judge.submissions import judge_submission
from autograder.outcomes import CellRun, ExerciseResult
from autograder.reading import Submission
from autograder.reports import html, text
from autograder.student import scores

_IDLE_SECONDS = 3.0
NOTHING_TO_RUN = Submission(Path(), ())


class NotThereYet(Exception):
    """An exercise has not earned full marks. The report above it says why."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows this in place of a traceback, whose frames would all be ours and help nobody.
        return [f"{type(self).__name__}: {self}"]


class _Kernel(InProcess):
    """The notebook's names, as a workplace and its one worker: its cells have run already.

    What they answer goes the way it goes from an isolated worker, to be judged alike.
    """

    level = "none"
    usable = True

    def worker(self, budget: Budget) -> Self:
        """See `Workplace.worker`."""
        return self

    def run(self, cell: str) -> CellRun:
        """See `Worker.run`; never asked for, since a kernel's submission has no cells left to run."""
        raise NotImplementedError

    def close(self) -> None:
        """Nothing: the kernel goes on."""

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> Any:
        """See `Implementation.observe`."""
        try:
            answer = super().observe(source, name, given, seed)
            return answer if isinstance(answer, Raised) else wire.decode(wire.encode(answer))
        except wire.WireError as error:
            return Raised("TypeError", str(error), cause=Cause.UNSENDABLE)
        except KeyboardInterrupt:  # somebody sits at this keyboard
            raise
        except BaseException as error:
            return Raised(**described(error))


class _Shown:
    def __init__(self, result: ExerciseResult) -> None:
        self.result = result

    def _repr_html_(self) -> str:
        return html.render(self.result)

    def __repr__(self) -> str:
        return text.plain(self.result)


def check(*exercises: str) -> None:
    """Check exercises with the names that your notebook defines now, and show what was found.

    Raises:
        LookupError: there is no such exercise.
        NotThereYet: one of them is not at full marks, so that "Run all" stops and nbgrader sees it.
    """
    names = _callers_names()
    missing = []
    for name in exercises:
        lesson, exercise = find_exercise(name)
        answers = [f"resnet_ref.{module}" for module in exercise.reference]
        with pristine_torch():  # what a cell left switched on would also change what we draw and compare
            kernel = _Kernel(names, answers)
            judged = judge_submission(NOTHING_TO_RUN, [exercise], Budget.of(lesson.limits), kernel)
        (result,) = judged.exercises
        display(_Shown(result))
        if not_kept := scores.record(None, [result]):
            print(not_kept)
        if not result.full:
            missing.append(_summary(result))
    if missing:
        raise NotThereYet("; ".join(missing))


def _summary(result: ExerciseResult) -> str:
    score = f"{text.points(result.score)} of {text.points(result.max_score)} points"
    if all(row.cause in (Cause.STUB, Cause.UNDEFINED) for row in result.checks):
        return f"{result.id} is not written yet"
    return f"{result.id} has {score}; the report above says what to look at"


def _callers_names() -> Mapping[str, Any]:
    frame = inspect.currentframe()
    for _ in range(2):
        frame = frame.f_back if frame else None
    return frame.f_globals if frame else {}


def _import_when_idle(module: str) -> None:
    """Import it once no cell has run for some seconds; outside a kernel, when it is needed."""
    shell = get_ipython()
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    if shell is None:
        return
    timers: list[asyncio.TimerHandle] = []

    def stop(*event: Any) -> None:
        while timers:
            timers.pop().cancel()

    def start(*event: Any) -> None:
        timers.append(loop.call_later(_IDLE_SECONDS, run))

    def run() -> None:
        shell.events.unregister("pre_run_cell", stop)
        shell.events.unregister("post_run_cell", start)
        importlib.import_module(module)

    shell.events.register("pre_run_cell", stop)
    shell.events.register("post_run_cell", start)


_import_when_idle("torch._dynamo")  # what a process's first optimizer imports takes longer than a check may

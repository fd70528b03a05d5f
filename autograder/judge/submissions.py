"""The one way to judge: a submission in, what it came to out. The notebook, the command line, pytest, nbgrader and a
whole class call this and show what it found."""

from __future__ import annotations

import platform
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import Protocol

from autograder.comparing import Implementation
from autograder.course.catalogue import Exercise, find_exercise
from autograder.inside.causes import Cause
from autograder.jail.budget import Budget
from autograder.judge.exercises import judge_exercise, unjudged
from autograder.outcomes import CellRun, Diagnosis, ExerciseResult, Judged, NoAnswer, Outcome
from autograder.reading import Submission

# A cell that did one of these is left out, and the others count; any other stop is the whole submission's.
_LEFT_OUT = (Outcome.TIMEOUT, Outcome.CRASHED, Outcome.OUT_OF_MEMORY)


class Worker(Implementation, Protocol):
    """A place where the cells of one submission run, and where it is asked afterwards."""

    @property
    def usable(self) -> bool:
        """Whether it still answers."""
        ...

    def run(self, cell: str) -> CellRun:
        """Run one cell; raises NoAnswer."""
        ...

    def close(self) -> None:
        """End it."""
        ...


class Workplace(Protocol):
    """Gives workers: a sandbox, or the kernel of the notebook that asks."""

    level: str

    def worker(self, budget: Budget) -> Worker:
        """A worker that has run nothing yet."""
        ...


def judge_submission(
    submission: Submission,
    exercises: Sequence[Exercise],
    budget: Budget,
    workplace: Workplace,
    seed: int | None = None,
) -> Judged:
    """Run a submission's cells and judge these exercises of it.

    A loop or a crash costs the exercise it happens in: its process is replaced, and the next exercise is judged with
    what is left of the budget. A cell that outlasts its time or ends its process is left out, and the others count.

    Args:
        exercises: of one lesson; at least one.
        seed: asks the same questions again; a fresh one if left out.

    Raises:
        RuntimeError: the workplace gives no worker; a fault of ours or of the machine.
    """
    seed = secrets.randbits(31) if seed is None else seed
    attempt = _Attempt(submission, budget, workplace)
    try:
        results = tuple(attempt.judge(exercise, seed_of(exercise, seed)) for exercise in exercises)
    finally:
        attempt.close()
    lesson, _ = find_exercise(exercises[0].id)
    return Judged(lesson.name, workplace.level, seed, _versions(), results, attempt.cells)


def seed_of(exercise: Exercise, seed: int) -> int:
    """An exercise's own seed, which does not depend on what else is judged beside it."""
    return (seed + zlib.crc32(exercise.id.encode())) % 2**31


class _Attempt:
    """One submission, and the worker that has run its cells, replaced where it ended."""

    def __init__(self, submission: Submission, budget: Budget, workplace: Workplace) -> None:
        self._submission, self._budget, self._workplace = submission, budget, workplace
        self._worker: Worker | None = None
        self._left_out: dict[int, NoAnswer] = {}
        self.cells: tuple[CellRun, ...] = ()

    def judge(self, exercise: Exercise, seed: int) -> ExerciseResult:
        try:
            worker = self._ready()
            self._budget.begin(exercise.seconds)
            result = judge_exercise(exercise, worker, seed)
        except NoAnswer as stop:
            return unjudged(exercise, stop.outcome, str(stop))
        return self._why_undefined(result)

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()

    def _ready(self) -> Worker:
        """A worker that has run the cells; raises NoAnswer where the budget does not allow one."""
        while self._worker is None or not self._worker.usable:
            if self._budget.exhausted:
                raise NoAnswer(Outcome.TIMEOUT, self._budget.overrun())
            self.close()
            self._worker = self._workplace.worker(self._budget)
            self._run_cells(self._worker)
        return self._worker

    def _run_cells(self, worker: Worker) -> None:
        rows: list[CellRun] = []
        if self._submission.modules:
            self._budget.begin(self._budget.cell_seconds)
            worker.run(_writing(self._submission.modules))
        for number, source in enumerate(self._submission.cells):
            if number in self._left_out:
                rows.append(CellRun(self._left_out[number].outcome, str(self._left_out[number])))
                continue
            self._budget.begin(self._budget.cell_seconds)
            try:
                rows.append(worker.run(source))
            except NoAnswer as stop:
                self._leave_out(number, stop)
                return
        self.cells = tuple(rows)

    def _leave_out(self, number: int, stop: NoAnswer) -> None:
        """Go on without this cell, or raise the stop where nothing would be left, or nothing more is allowed."""
        only = len(self._submission.cells) == len(self._left_out) + 1
        budget = self._budget
        if stop.outcome not in _LEFT_OUT or only or budget.exhausted or not budget.replacements:
            raise stop
        budget.replacements -= 1
        text = f"Code cell {number + 1} was left out. {stop}"
        self._left_out[number] = NoAnswer(stop.outcome, text)

    def _why_undefined(self, result: ExerciseResult) -> ExerciseResult:
        """Say so where nothing is written because its cell was left out, or wanted to import the answer."""
        if any(check.outcome is not Outcome.NOT_WRITTEN for check in result.checks):
            return result
        refused = [cell.message for cell in self.cells if cell.cause == Cause.REFUSED_IMPORT]
        stops = [(Outcome.NOT_WRITTEN, message) for message in refused]
        if all(check.cause is Cause.UNDEFINED for check in result.checks):
            stops = [(stop.outcome, str(stop)) for stop in self._left_out.values()] + stops
        if not stops:
            return result
        outcome, why = stops[0]
        checks = tuple(replace(check, outcome=outcome, diagnosis=Diagnosis(why)) for check in result.checks)
        return replace(result, checks=checks)


def _writing(modules: Sequence[tuple[str, str]]) -> str:
    """A cell that puts these files where an `import` finds them, and leaves no name behind."""
    lines = [f"__import__('pathlib').Path({name!r}).write_text({text!r}, 'utf-8')" for name, text in modules]
    return ";".join(lines) + ";"


@cache
def _versions() -> dict[str, str]:
    names = ("resnet50-from-scratch", "torch")
    return {"python": platform.python_version(), **{name: version(name) for name in names}}

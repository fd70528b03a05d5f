"""Steps of nbgrader's pipeline that are ours: stubs that name their exercise, and the judge in place of `Execute`."""

from __future__ import annotations

import atexit
import json
from functools import cache
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from traitlets import Bool, Unicode

from autograder.catalogue import Exercise, Lesson, find_lesson
from autograder.isolation import Sandbox, available_level
from autograder.isolation.level import BUBBLEWRAP
from autograder.judge.outcomes import ExerciseResult
from autograder.reports import html, text
from autograder.run import run_in
from autograder.submission import Submission

WRITE_PREFIX = "write-"  # a solution cell's grade_id is this and its exercise's


class StubSolutions(ClearSolutions):
    """Replaces solution regions by `raise NotImplementedError("04.identity_block")`, the judge's `not_written`."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Clear one cell with the stub of its own exercise."""
        exercise = _exercise_of(cell, find_lesson(resources["nbgrader"]["assignment"]), WRITE_PREFIX)
        if exercise is not None:
            self.code_stub = {"python": f'raise NotImplementedError("{exercise.id}")'}
        return super().preprocess_cell(cell, resources, index)


class IsolatedChecks(NbGraderPreprocessor):
    """Stands where `Execute` stands: runs the submission isolated and writes the judge's marks into grade cells.

    nbgrader reads a number in a grade cell's result as its points, and shows the HTML beside it in the feedback.
    """

    display_name = Unicode("Run and judge the submission in isolation")
    allow_weak_isolation = Bool(
        False, help="Grade even where submissions can only be kept in a separate process that sees the disk."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Judge one notebook.

        Raises:
            RuntimeError: the autograder failed, or this machine cannot isolate; nbgrader then records no mark.
        """
        level, why = available_level()
        if level != BUBBLEWRAP and not self.allow_weak_isolation:
            raise RuntimeError(
                f"Submissions cannot be isolated here. {why} To grade all the same, where you trust everybody's code: "
                "--IsolatedChecks.allow_weak_isolation=True"
            )
        lesson = find_lesson(resources["nbgrader"]["assignment"])
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        submission = Submission(Path(lesson.notebook), tuple(cell.source for cell in code))
        run = run_in(_sandbox(lesson), lesson, lesson.exercises, submission)
        if not run.report.trustworthy:
            raise RuntimeError("\n".join(text.plain(exercise) for exercise in run.report.exercises))
        for cell, row in zip(code, run.cells, strict=False):
            cell.outputs = [NotebookNode(output) for output in _outputs(row)]
        results = {result.id: result for result in run.report.exercises}
        for cell in code:
            exercise = _exercise_of(cell, lesson)
            if exercise is not None:
                cell.outputs = [_mark(results[exercise.id])]
        return nb, resources


@cache
def _sandbox(lesson: Lesson) -> Sandbox:
    """One warm parent for all submissions of a lesson that this process grades."""
    sandbox = Sandbox(lesson)
    atexit.register(sandbox.close)
    return sandbox


def _exercise_of(cell: NotebookNode, lesson: Lesson, prefix: str = "") -> Exercise | None:
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return next((e for e in lesson.exercises if f"{prefix}{e.grade_id}" == grade_id), None)


def _outputs(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [_nested(output) for output in json.loads(row["outputs"])]


def _nested(value: Any) -> Any:
    if isinstance(value, dict):
        return NotebookNode({key: _nested(item) for key, item in value.items()})
    return value


def _mark(result: ExerciseResult) -> NotebookNode:
    data = {"text/plain": text.points(result.score), "text/html": html.render(result)}
    return _nested({"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": {}})

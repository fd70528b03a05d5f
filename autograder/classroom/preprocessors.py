"""Steps of nbgrader's pipeline that are ours.

Stubs that name their exercise, cells mended before nbgrader looks at them, and the judge in place of `Execute`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor
from traitlets import Bool, Unicode

from autograder.catalogue import Exercise, Lesson, find_lesson
from autograder.classroom import showing
from autograder.classroom.judging import lesson_judge, require_isolation
from autograder.classroom.mending import MarkedCell, marked_cells, mend
from autograder.classroom.submitted import fingerprint
from autograder.outcomes import ExerciseResult, Judged
from autograder.reading import code_cells
from autograder.reports import html, text

WRITE_PREFIX = "write-"  # a solution cell's grade_id is this and its exercise's
GRADING = "grading"  # the graded notebook's own record in its metadata: fingerprint of what was handed in, and report


class StubSolutions(ClearSolutions):
    """Replaces solution regions by `raise NotImplementedError("04.identity_block")`, the judge's `not_written`."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Clear one cell with the stub of its own exercise."""
        exercise = _exercise_of(cell, find_lesson(resources["nbgrader"]["assignment"]), WRITE_PREFIX)
        if exercise is not None:
            self.code_stub = {"python": f'raise NotImplementedError("{exercise.id}")'}
        return super().preprocess_cell(cell, resources, index)


def prepare(notebook: NotebookNode, path: Path, wanted: Sequence[MarkedCell]) -> list[str]:
    """Make a submission ready for nbgrader, in place; returns a sentence for each thing mended.

    Args:
        path: of the file handed in, whose fingerprint the graded notebook keeps.
        wanted: the lesson's marked cells.
    """
    notes = mend(notebook, wanted)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            cell.source = showing.markdown(cell.source)
    notebook.metadata = nested({GRADING: {"sha256": fingerprint(path)}, "language_info": {"name": "python"}})
    return notes


class MendCells(NbGraderPreprocessor):
    """Brings marked cells back that were copied, deleted, retyped or edited, before nbgrader would stop at them."""

    display_name = Unicode("Mend the cells that carry marks")

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Mend one notebook, and note whose version it is."""
        with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
            wanted = marked_cells(gradebook, resources["nbgrader"]["assignment"])
        place = resources["metadata"]
        prepare(nb, Path(place["path"], f"{place['name']}.ipynb"), wanted)
        return nb, resources


class IsolatedChecks(NbGraderPreprocessor):
    """Stands where `Execute` stands: runs the submission isolated and writes the judge's marks into grade cells.

    nbgrader reads a number in a grade cell's result as its points, and shows the HTML beside it in the feedback.
    """

    display_name = Unicode("Run and judge the submission in isolation")
    allow_weak_isolation = Bool(
        False, help="Grade even where submissions can only be kept in a separate process that sees the disk."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Judge one notebook, or take over what `resources["nbgrader"]["judged"]` holds.

        Raises:
            RuntimeError: the autograder failed, or this machine cannot isolate; nbgrader then records no mark.
        """
        lesson = find_lesson(resources["nbgrader"]["assignment"])
        judged: Judged = resources["nbgrader"].get("judged") or self._judged(lesson, code_cells(nb))
        if judged.faults:
            raise RuntimeError("\n".join(text.plain(exercise) for exercise in judged.exercises))
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        for cell, row in zip(code, judged.cells, strict=False):
            cell.outputs = showing.outputs(row.outputs)
        results = {result.id: result for result in judged.exercises}
        for cell in code:
            exercise = _exercise_of(cell, lesson)
            if exercise is not None:
                cell.outputs = [_mark(results[exercise.id])]
        nb.metadata.setdefault(GRADING, NotebookNode())["report"] = nested(judged.as_json())
        return nb, resources

    def _judged(self, lesson: Lesson, cells: tuple[str, ...]) -> Judged:
        require_isolation(self.allow_weak_isolation, "--IsolatedChecks.allow_weak_isolation=True")
        return lesson_judge().judge(lesson, cells)


def _exercise_of(cell: NotebookNode, lesson: Lesson, prefix: str = "") -> Exercise | None:
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    return next((e for e in lesson.exercises if f"{prefix}{e.grade_id}" == grade_id), None)


def nested(value: Any) -> Any:
    """Plain dicts and lists as nbformat has them."""
    if isinstance(value, dict):
        return NotebookNode({key: nested(item) for key, item in value.items()})
    return [nested(item) for item in value] if isinstance(value, list) else value


def _mark(result: ExerciseResult) -> NotebookNode:
    data = {"text/plain": text.points(result.score), "text/html": html.render(result)}
    return nested({"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": {}})

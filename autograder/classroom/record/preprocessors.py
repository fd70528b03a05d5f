"""Our steps in nbgrader's autograde: mended cells before it looks, and a finished mark where it would execute."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode, from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Unicode

from autograder.classroom.record import sanitizing
from autograder.classroom.record.mending import marked_cells
from autograder.classroom.record.submitted import GRADING, prepare
from autograder.course.catalogue import find_lesson
from autograder.course.grade_ids import exercise_of, points_id
from autograder.outcomes import ExerciseResult, Judged
from autograder.reading import Submission, code_cells, modules_beside
from autograder.reports import html, text


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


class JudgeSubmission(NbGraderPreprocessor):
    """Calls the judge where nbgrader runs by itself; `course grade` has judged before."""

    display_name = Unicode("Run and judge the submission in isolation")
    allow_weak_isolation = Bool(
        False, help="Grade even where submissions can only be kept in a separate process that sees the disk."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Leave what the notebook came to in `resources["nbgrader"]["judged"]`; raises NotIsolated."""
        # With it comes torch, for which nbgrader's other commands should not wait.
        from autograder.classroom.judging import lesson_judge, require_isolation

        require_isolation(self.allow_weak_isolation, "--JudgeSubmission.allow_weak_isolation=True")
        lesson = find_lesson(resources["nbgrader"]["assignment"])
        place = Path(resources["metadata"]["path"], lesson.notebook)
        submission = Submission(place, code_cells(nb), modules_beside(place))
        resources["nbgrader"]["judged"] = lesson_judge().judge(lesson, submission)
        return nb, resources


class WriteMarks(NbGraderPreprocessor):
    """Stands where `Execute` stands, and writes finished marks into the cells that carry the points.

    nbgrader reads a number in such a cell's result as its points, and shows the HTML beside it in the feedback.
    """

    display_name = Unicode("Write the judge's marks into the notebook")

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Write what `resources["nbgrader"]["judged"]` holds.

        Raises:
            RuntimeError: the autograder failed, so that nbgrader records no mark.
        """
        judged: Judged = resources["nbgrader"]["judged"]
        if judged.faults:
            raise RuntimeError("\n".join(text.plain(exercise) for exercise in judged.exercises))
        lesson = find_lesson(judged.lesson)
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        for cell, row in zip(code, judged.cells, strict=False):  # it may have ended before its last cell
            cell.outputs = sanitizing.outputs(json.loads(row.outputs))
        results = {result.id: result for result in judged.exercises}
        for cell in code:
            exercise = exercise_of(cell, lesson, points_id)
            if exercise is not None:
                cell.outputs = [_mark(results[exercise.id])]
        nb.metadata[GRADING]["report"] = from_dict(judged.as_json())
        return nb, resources


def _mark(result: ExerciseResult) -> NotebookNode:
    data = {"text/plain": text.points(result.score), "text/html": html.render(result)}
    return from_dict({"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": {}})

"""What students find where the solution stood."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from autograder.course.catalogue import find_lesson
from autograder.course.grade_ids import exercise_of, write_id


class StubSolutions(ClearSolutions):
    """Replaces solution regions by `raise NotImplementedError("04.identity_block")`, the judge's `not_written`."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Clear one cell with the stub of its own exercise."""
        exercise = exercise_of(cell, find_lesson(resources["nbgrader"]["assignment"]), write_id)
        if exercise is not None:
            self.code_stub = {"python": f'raise NotImplementedError("{exercise.id}")'}
        return super().preprocess_cell(cell, resources, index)

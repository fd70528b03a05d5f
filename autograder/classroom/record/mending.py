"""Giving a submission back the cells that carry its marks, whatever became of them in the student's hands.

An exercise is judged by what its names are once all code cells have run, so nothing here decides a mark; it keeps
nbgrader able to record one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook

from autograder.course.grade_ids import grade_id_of


@dataclass(frozen=True)
class MarkedCell:
    """A cell of the released notebook that nbgrader knows by name."""

    grade_id: str
    cell_type: str
    source: str
    marks: dict[str, Any]  # its nbgrader metadata

    @property
    def locked(self) -> bool:
        """Whether students are not to change it."""
        return bool(self.marks["locked"])


def marked_cells(gradebook: Gradebook, lesson: str) -> tuple[MarkedCell, ...]:
    """The cells of a lesson as the gradebook has them, in their order; raises nbgrader's MissingEntry."""
    notebook = gradebook.find_notebook(lesson, lesson)
    points = {cell.name: cell.max_score for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    found = []
    for cell in notebook.source_cells:
        marks = {
            "schema_version": 3,
            "grade_id": cell.name,
            "cell_type": cell.cell_type,
            "checksum": cell.checksum,
            "grade": cell.name in points,
            "solution": cell.name in solutions,
            "locked": cell.locked,
            "task": False,
        }
        if cell.name in points:
            marks["points"] = points[cell.name]
        found.append(MarkedCell(cell.name, cell.cell_type, cell.source, marks))
    return tuple(found)


def mend(notebook: NotebookNode, wanted: Sequence[MarkedCell]) -> list[str]:
    """Bring the marked cells of `notebook` back, in place; returns a sentence for each thing mended.

    All of the student's code stays, in its order: an edited check cell goes on as an ordinary cell beside the
    restored one, and so does a copy.
    """
    known = {cell.grade_id: cell for cell in wanted}
    last = {
        grade_id: index
        for index, cell in enumerate(notebook.cells)
        if (grade_id := grade_id_of(cell)) in known
    }
    notes: list[str] = []
    cells: list[NotebookNode] = []
    for index, cell in enumerate(notebook.cells):
        claimed = grade_id_of(cell)
        marks = cell.metadata.pop("nbgrader", None)
        cells.append(cell)
        if claimed not in known:
            if marks:
                notes.append("A cell with marks that this lesson does not have counts as an ordinary cell.")
        elif last[claimed] != index:
            notes.append(f"The cell {claimed} was there more than once; the last one counts.")
        else:
            master = known[claimed]
            if master.locked and cell.source != master.source:
                notes.append(
                    f"The cell {claimed}, which is not to be edited, was; it has been put back beside it."
                )
                cells.append(_restored(master))
                continue
            if cell.cell_type != master.cell_type:
                notes.append(f"The cell {claimed} had become another type of cell and has been put back.")
                cells[-1] = _restored(master, cell.source)
            elif any(marks.get(name) != value for name, value in master.marks.items()):
                notes.append(f"The marks of the cell {claimed} had changed and have been put back.")
            cells[-1].metadata["nbgrader"] = NotebookNode(master.marks)
    for position, master in enumerate(wanted):
        if master.grade_id not in last and (master.locked or master.marks["grade"]):
            notes.append(f"The cell {master.grade_id} was missing and has been put back.")
            cells.insert(_place(cells, wanted[:position]), _restored(master))
    notebook.cells = cells
    if notes:
        notes = list(dict.fromkeys(notes))
        notebook.cells.insert(0, _note(notes))
    for index, cell in enumerate(notebook.cells):
        cell.id = f"cell-{index}"
    return notes


def _restored(master: MarkedCell, source: str | None = None) -> NotebookNode:
    make = new_code_cell if master.cell_type == "code" else new_markdown_cell
    return make(
        master.source if source is None else source, metadata={"nbgrader": NotebookNode(master.marks)}
    )


def _place(cells: Sequence[NotebookNode], before: Sequence[MarkedCell]) -> int:
    """Right after the nearest marked cell that comes before it in the lesson; at the end where there is none."""
    there = {grade_id_of(cell): index for index, cell in enumerate(cells)}
    return next((there[cell.grade_id] + 1 for cell in reversed(before) if cell.grade_id in there), len(cells))


def _note(notes: Sequence[str]) -> NotebookNode:
    lines = "\n".join(f"- {note}" for note in notes)
    return new_markdown_cell(f"**Mended before grading**, at no cost in points:\n\n{lines}")

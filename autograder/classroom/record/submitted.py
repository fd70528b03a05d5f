"""What lies in nbgrader's `submitted/` folder, looked at before anything follows it, and made ready for nbgrader."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode, from_dict

from autograder.classroom.record import sanitizing
from autograder.classroom.record.mending import MarkedCell, mend
from autograder.reading import Unreadable, modules_beside, read_notebook

GRADING = "grading"  # the graded notebook's own record in its metadata: fingerprint of what was handed in, and report


def read_submitted(path: Path) -> NotebookNode:
    """The notebook that a student handed in; see `read_notebook`.

    Raises:
        Unreadable: it is not there, is no notebook, or something in its folder is a link. nbgrader copies what links
            point to into the feedback, so a link could carry the gradebook or another student's work there.
    """
    folder = path.parent
    if folder.exists() and not folder.is_dir():
        raise Unreadable(
            f"{folder.name} is a file where a folder should be. Put the notebook into such a folder."
        )
    for found in (folder.parent, folder, *sorted(folder.rglob("*"))):
        if found.is_symlink() or not (found.is_file() or found.is_dir()):
            raise Unreadable(f"{found.name} is a link or a device. Put the file itself in its place.")
    if path.is_dir():
        raise Unreadable(f"{path.name} is a folder where the notebook should be.")
    if not path.exists():
        others = sorted(other.name for other in folder.glob("*.ipynb"))
        there = (
            f"there is {others[0]}; rename it if it is the one" if others else "there is no notebook at all"
        )
        raise Unreadable(f"{path.name} was not handed in: {there}.")
    return from_dict(read_notebook(path))


def fingerprint(path: Path) -> str:
    """SHA-256 of a notebook and the modules beside it, by which a later run knows that nothing has changed."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    for name, text in modules_beside(path):
        digest.update(repr((name, text)).encode())
    return digest.hexdigest()


def prepare(notebook: NotebookNode, path: Path, wanted: Sequence[MarkedCell]) -> list[str]:
    """Make a submission ready for nbgrader, in place; returns a sentence for each thing mended.

    Args:
        path: of the file handed in, whose fingerprint the graded notebook keeps.
        wanted: the lesson's marked cells.
    """
    notes = mend(notebook, wanted)
    for cell in notebook.cells:
        if cell.cell_type != "code":
            cell.source = sanitizing.markdown(cell.source)
    grading = {"sha256": fingerprint(path)}
    notebook.metadata = from_dict({GRADING: grading, "language_info": {"name": "python"}})
    return notes


class SubmissionExporter(NotebookExporter):
    """How nbgrader's autograde reads: with our reader, which takes what nbformat refuses or repairs at random."""

    def from_file(self, file_stream: Any, resources: Any = None, **more: Any) -> tuple[Any, Any]:
        """Convert the notebook of an open file; raises Unreadable, which nbgrader reports for this student alone."""
        return self.from_notebook_node(read_submitted(Path(file_stream.name)), resources, **more)

"""Reading what a student handed in, without ever running it here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat

MAX_BYTES = 100 * 2**20


class Unreadable(Exception):
    """No notebook or script could be read; the message says why and what to do."""


@dataclass(frozen=True)
class Submission:
    """Code cells in order, as text."""

    path: Path
    cells: tuple[str, ...]


def read_submission(path: Path) -> Submission:
    """The code cells of an .ipynb, or a .py as one cell.

    Raises:
        Unreadable: there is no such file, or it is not what its name says.
    """
    if not path.is_file():
        raise Unreadable(f"There is no file {path}. Name the notebook or script to check with --file.")
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(
            f"{path.name} has more than {MAX_BYTES // 2**20} MB. Clear its outputs and save it again."
        )
    if path.suffix == ".py":
        try:
            return Submission(path, (path.read_text(encoding="utf-8"),))
        except UnicodeDecodeError:
            raise Unreadable(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from None
    if path.suffix != ".ipynb":
        raise Unreadable(f"{path.name} is neither a notebook (.ipynb) nor a script (.py).")
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        cells = tuple(str(cell.source) for cell in notebook.cells if cell.cell_type == "code")
    except Exception as error:  # nbformat raises whatever its parts raise on a damaged file
        raise Unreadable(
            f"{path.name} is no notebook that can be read ({type(error).__name__}). Open it in Jupyter and save it "
            "again; if it does not open there, go back to an earlier copy."
        ) from None
    return Submission(path, cells)

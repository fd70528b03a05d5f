"""Reading what a student handed in, without ever running it here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.inside.text_repair import without_surrogates

MAX_BYTES = 100 * 2**20  # of the file
# Of all code cells together; JSON writes up to six bytes for one, and 64 MB travel.
MAX_CODE_BYTES = 8 * 2**20
MAX_MODULES, MAX_MODULE_BYTES = 32, 2**20  # beside a notebook; more is no helper
CELL_TYPES = ("code", "markdown", "raw")


class Unreadable(Exception):
    """No notebook or script could be read; the message says why and what to do."""


@dataclass(frozen=True)
class Submission:
    """Code cells in order, as text.

    `modules` are the Python files beside the notebook, by name: what its kernel could import.
    """

    path: Path
    cells: tuple[str, ...]
    modules: tuple[tuple[str, str], ...] = ()


def read_submission(path: Path) -> Submission:
    """The code cells of an .ipynb, or a .py as one cell.

    Raises:
        Unreadable: there is no such file, or it is not what its name says.
    """
    if path.suffix == ".py":
        code = _text(path)
        _require_length(path, [code])
        return Submission(path, (code,))
    if path.suffix == ".ipynb" or not path.exists():
        return Submission(path, code_cells(read_notebook(path)), modules_beside(path))
    raise Unreadable(f"{path.name} is neither a notebook (.ipynb) nor a script (.py).")


def modules_beside(path: Path) -> tuple[tuple[str, str], ...]:
    """Name and text of every Python file beside a notebook that an `import` could mean.

    Links and files that are not UTF-8 are left out, and all of them where they are too many or too long.
    """
    found = []
    for file in sorted(path.parent.glob("*.py"))[: MAX_MODULES + 1]:
        if file.stem.isidentifier() and file.is_file() and not file.is_symlink():
            with suppress(OSError, UnicodeDecodeError):
                if file.stat().st_size <= MAX_MODULE_BYTES:
                    found.append((file.name, file.read_text(encoding="utf-8")))
    fits = len(found) <= MAX_MODULES and sum(len(text) for _, text in found) <= MAX_MODULE_BYTES
    return tuple(found) if fits else ()


def _require_length(path: Path, code: Iterable[str]) -> None:
    if sum(len(cell.encode()) for cell in code) > MAX_CODE_BYTES:
        raise Unreadable(
            f"The code in {path.name} takes more than {MAX_CODE_BYTES // 2**20} MB. Put data into files, not into code."
        )


def code_cells(notebook: Mapping[str, Any]) -> tuple[str, ...]:
    """The source of every code cell, in order."""
    return tuple(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")


def read_notebook(path: Path) -> dict[str, Any]:
    """A notebook of any version as the JSON of version 4.5: its cells' type, text, attachments and nbgrader metadata.

    Outputs are left out, ids made anew and other metadata kept only as plain text, so that nothing of it can stand
    in anybody's way.

    Raises:
        Unreadable: there is no such file, or it is not a notebook.
    """
    text = _text(path)
    try:
        found = json.loads(text)
        if found["nbformat"] != 4:
            import nbformat  # it takes longer to import than most notebooks to judge
            from nbformat.reader import reads

            found = nbformat.convert(reads(text), 4)
        if not isinstance(found["cells"], list):
            raise TypeError("cells are a list")
        notebook = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": _tables(found.get("metadata")),
            "cells": [_cell(cell, f"cell-{index}") for index, cell in enumerate(found["cells"])],
        }
    except Exception as error:  # nbformat raises whatever its parts raise on a damaged file
        raise Unreadable(
            f"{path.name} is no notebook that can be read ({type(error).__name__}). Open it in Jupyter and save it "
            "again; if it does not open there, go back to an earlier copy."
        ) from None
    _require_length(path, code_cells(notebook))
    return notebook


def _text(path: Path) -> str:
    if not path.is_file():
        raise Unreadable(f"There is no file {path}. Name the notebook or script to check with --file.")
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(
            f"{path.name} has more than {MAX_BYTES // 2**20} MB. Clear its outputs and save it again."
        )
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as error:
        raise Unreadable(f"{path.name} could not be opened: {error.strerror}.") from None


def _cell(found: Any, identity: str) -> dict[str, Any]:
    metadata = found.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    marks = marks if isinstance(marks, dict) else {}
    kind, source = found["cell_type"], found["source"]
    # Every solution cell of this course is code; one keystroke in Jupyter turns it into text.
    kind = "code" if marks.get("solution") is True else kind if kind in CELL_TYPES else "raw"
    # A lone surrogate is legal in JSON and in no file and no pipe after it.
    source = without_surrogates("".join(source) if isinstance(source, list) else source)
    cell = {
        "id": identity,
        "cell_type": kind,
        "source": source,
        "metadata": {"nbgrader": marks} if marks else {},
    }
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    elif attachments := _tables(found.get("attachments")):
        cell["attachments"] = attachments
    return cell


def _tables(found: Any) -> dict[str, dict[str, str]]:
    """Entries of a notebook's metadata, or of a cell's attachments, that are tables of text, as they should be."""
    rows = found.items() if isinstance(found, dict) else ()
    return {
        name: {key: text for key, text in row.items() if isinstance(text, str)}
        for name, row in rows
        if isinstance(row, dict)
    }

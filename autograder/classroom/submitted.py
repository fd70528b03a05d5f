"""What lies in nbgrader's `submitted/` folder, looked at before anything follows it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from nbformat.notebooknode import NotebookNode, from_dict

from autograder.reading import Unreadable, read_notebook


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
    """SHA-256 of a file, by which a later run knows that it has not changed."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

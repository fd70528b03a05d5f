"""The folder that a course was cloned or unpacked into."""

from __future__ import annotations

from pathlib import Path


class NoCourseFolder(Exception):
    """The command was not started inside the course's folder."""


def course_folder(start: Path | None = None) -> Path:
    """The nearest folder upwards that holds the lessons; raises NoCourseFolder."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "lessons").is_dir() and (folder / "nbgrader_config.py").is_file():
            return folder
    raise NoCourseFolder(
        f"{here} is not inside the course's folder. Go to where you cloned it (the folder that holds lessons/), "
        "and run the command again."
    )

"""Releasing a lesson, as `course release` does."""

from __future__ import annotations

from pathlib import Path

import nbformat

from autograder.authoring.build import ContentError, generate_assignment, solution_notebook
from autograder.classroom.nbgrader_course import NbgraderCourse
from autograder.course.catalogue import Lesson


def release(course: NbgraderCourse, root: Path, lesson: Lesson) -> Path:
    """Derive the lesson's notebooks and enter it into the gradebook; returns the students' notebook.

    Raises:
        ContentError: there is no master, it breaks a rule, somebody edited the notebook derived from it, or nbgrader
            could not release it.
    """
    folder = root / "solutions" / lesson.name
    master, derived = folder / f"{lesson.name}.py", folder / lesson.notebook
    if not master.is_file():
        raise ContentError(f"solutions/{lesson.name}/{master.name} is missing. It is the lesson's master.")
    fresh = nbformat.writes(solution_notebook(master, lesson)) + "\n"
    edited = derived.is_file() and derived.read_text(encoding="utf-8") != fresh
    if edited and derived.stat().st_mtime > master.stat().st_mtime:
        raise ContentError(
            f"{derived.name} was edited after {master.name}, from which it is derived, and would be overwritten. "
            f"Bring the change into {master.name}, or delete the notebook, and release again."
        )
    derived.write_text(fresh, encoding="utf-8")
    generate_assignment(course.api, lesson)
    return root / "lessons" / lesson.name / lesson.notebook

"""A student's own copies of the lessons, in `work/`, which nothing here ever overwrites."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.course.catalogue import Lesson, lessons


def own_copy(course: Path, lesson: Lesson) -> Path:
    """The student's notebook of `lesson`, copied from lessons/ the first time and left alone ever after."""
    released = course / "lessons" / lesson.name
    own = course / "work" / lesson.name
    if not (released / lesson.notebook).is_file():
        raise FileNotFoundError(
            f"lessons/{lesson.name}/{lesson.notebook} is missing. Restore it: git checkout lessons."
        )
    own.mkdir(parents=True, exist_ok=True)
    for source in sorted(released.rglob("*")):
        target = own / source.relative_to(released)
        if source.is_dir():
            target.mkdir(exist_ok=True)
        elif not target.exists():
            partial = target.with_name(f".{target.name}.partial")
            shutil.copyfile(source, partial)
            partial.replace(target)
    return _own(course, lesson)


def released(course: Path) -> list[Lesson]:
    """The lessons that there are in lessons/, in order."""
    return [lesson for lesson in lessons() if (course / "lessons" / lesson.name).is_dir()]


def current_lesson(course: Path) -> Lesson:
    """The lesson that the student saved last, or the first one."""
    there = released(course)
    opened = [lesson for lesson in there if _own(course, lesson).exists()]
    return max(opened, key=lambda lesson: _own(course, lesson).stat().st_mtime, default=there[0])


def _own(course: Path, lesson: Lesson) -> Path:
    return course / "work" / lesson.name / lesson.notebook

"""A student's points so far: what the last check of each exercise gave, kept in work/.progress.json."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock, Timeout

from autograder.course.catalogue import Exercise, Lesson
from autograder.course.folder import NoCourseFolder, course_folder
from autograder.outcomes import ExerciseResult, Outcome
from autograder.student import copies

_NAME = ".progress.json"
_LOCK_SECONDS = 5.0
_NOT_A_MARK = (Outcome.INTERNAL, Outcome.UNREADABLE)


def read(course: Path) -> tuple[dict[str, float], str]:
    """Points by exercise, and a sentence where the file could not be read and they start anew."""
    path = course / "work" / _NAME
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, ""
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(_is_score(value) for value in found.values()):
        return (
            {},
            f"work/{_NAME} cannot be read, so points count from the next check on. Your notebooks are untouched.",
        )
    return found, ""


def record(place: Path | None, results: Iterable[ExerciseResult]) -> str:
    """Keep what a check of `place`, a file or folder in a course's work/, gave; elsewhere nothing is kept.

    Args:
        place: None for the notebook that this runs in, wherever its cells have gone since.
        results: of the check; those that are no marks leave what was kept before.

    Returns:
        A sentence that says why nothing was kept; empty where it was. The check stands all the same.
    """
    points = {
        result.id: result.score
        for result in results
        if not any(check.outcome in _NOT_A_MARK for check in result.checks)
    }
    try:
        found = (place or _notebooks_folder()).resolve()
        course = course_folder(found)
        if not found.is_relative_to(course / "work"):
            return (
                f"These points are not kept, because {found} is not in the course's work/ folder. "
                "Open your own copy: course lab."
            )
        _write(course, points)
    except NoCourseFolder:
        return f"These points are not kept, because {found} is not inside the course's folder."
    except Timeout:
        return f"These points are not kept, because another check is still writing work/{_NAME}."
    except OSError as error:
        return f"These points are not kept: {error}."
    return ""


def _notebooks_folder() -> Path:
    """Where the kernel was started, which is where the notebook lies; outside of one, the current folder."""
    from IPython.core.getipython import get_ipython  # the command line gets by without it

    shell = get_ipython()
    return Path.cwd() if shell is None else Path(shell.starting_dir)


def next_exercise(course: Path) -> tuple[Lesson, Exercise] | None:
    """The first exercise without full marks, from the lesson saved last onwards, then from the first on."""
    points, _ = read(course)
    released = copies.released(course)
    start = released.index(copies.current_lesson(course))
    for lesson in (*released[start:], *released[:start]):
        for exercise in lesson.exercises:
            if points.get(exercise.id, 0.0) < exercise.points:
                return lesson, exercise
    return None


def _write(course: Path, points: dict[str, float]) -> None:
    path = course / "work" / _NAME
    # A notebook and a terminal may check at one time.
    with FileLock(path.with_suffix(".lock"), timeout=_LOCK_SECONDS):
        before, damaged = read(course)
        if damaged:
            path.replace(path.with_suffix(".damaged"))
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps({**before, **points}, indent=1, sort_keys=True), encoding="utf-8")
        partial.replace(path)


def _is_score(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)

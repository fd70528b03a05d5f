"""A student's points so far: what the last check of each exercise gave, kept in work/.progress.json."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock, Timeout

from autograder.catalogue import Exercise, Lesson
from autograder.course_folder import NoCourseFolder, course_folder
from autograder.outcomes import ExerciseResult, Outcome
from autograder.student import copies

_NAME = ".progress.json"
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


def record(place: Path, results: Iterable[ExerciseResult]) -> None:
    """Keep what a check of `place`, a file or folder in a course's work/, gave; elsewhere nothing is kept.

    Where the file cannot be written, the points are not kept and the check stands all the same.
    """
    points = {
        result.id: result.score
        for result in results
        if not any(check.outcome in _NOT_A_MARK for check in result.checks)
    }
    try:
        course = course_folder(place)
        if place.resolve().is_relative_to(course / "work"):
            _write(course, points)
    except (NoCourseFolder, OSError, Timeout):
        return


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
    with FileLock(path.with_suffix(".lock"), timeout=5):  # a notebook and a terminal may check at one time
        before, damaged = read(course)
        if damaged:
            path.replace(path.with_suffix(".damaged"))
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps({**before, **points}, indent=1, sort_keys=True), encoding="utf-8")
        partial.replace(path)


def _is_score(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)

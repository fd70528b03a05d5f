"""The names by which nbgrader knows an exercise's two cells, in the masters, the notebooks and the gradebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from autograder.course.catalogue import Exercise, Lesson


def points_id(exercise: Exercise) -> str:
    """Grade id of the cell that carries the points."""
    return exercise.grade_id


def write_id(exercise: Exercise) -> str:
    """Grade id of the cell that a student writes in."""
    return f"write-{exercise.grade_id}"


def grade_id_of(cell: Mapping[str, Any]) -> str | None:
    """The grade id that a notebook's cell claims to have."""
    claimed = cell["metadata"].get("nbgrader", {}).get("grade_id")
    return claimed if isinstance(claimed, str) else None


def exercise_of(cell: Mapping[str, Any], lesson: Lesson, name: Callable[[Exercise], str]) -> Exercise | None:
    """The exercise of the lesson that the cell belongs to, by `points_id` or `write_id`."""
    claimed = grade_id_of(cell)
    return next((exercise for exercise in lesson.exercises if name(exercise) == claimed), None)

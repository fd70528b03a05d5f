"""A class at a glance: how each exercise went, and which mistakes were made how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from autograder.course.catalogue import Exercise, Lesson
from autograder.judge.bank import misconceptions
from autograder.outcomes import Outcome


@dataclass(frozen=True)
class Mistake:
    """A known mistake, and how many students made it."""

    id: str
    students: int
    cause: str


@dataclass(frozen=True)
class ExerciseStatistics:
    """How an exercise went: mean points, students with all and with none of them, and their known mistakes."""

    id: str
    title: str
    max_score: float
    mean: float
    full: int
    none: int
    not_written: int
    mistakes: tuple[Mistake, ...]  # the most frequent first


@dataclass(frozen=True)
class LessonStatistics:
    """How a lesson went for everybody who has a mark."""

    lesson: str
    students: int
    mean: float
    max_score: float
    exercises: tuple[ExerciseStatistics, ...]

    def as_json(self) -> dict[str, Any]:
        """The statistics in the form of `course report --json`."""
        return asdict(self)


def statistics(lesson: Lesson, reports: Sequence[dict[str, Any]]) -> LessonStatistics:
    """The statistics of a lesson from its students' reports, of which there is at least one."""
    rows = [{exercise["id"]: exercise for exercise in report["exercises"]} for report in reports]
    exercises = tuple(
        _exercise(exercise, [row[exercise.id] for row in rows if exercise.id in row])
        for exercise in lesson.exercises
    )
    mean = fmean(report["score"] for report in reports)
    return LessonStatistics(
        lesson.name, len(reports), mean, sum(e.points for e in lesson.exercises), exercises
    )


def _exercise(exercise: Exercise, rows: Sequence[dict[str, Any]]) -> ExerciseStatistics:
    scores = [row["score"] for row in rows]
    made = Counter(
        name for row in rows for name in {check["misconception"] for check in row["checks"]} if name
    )
    causes = {known.id: known.cause for known in misconceptions(exercise.id)}
    return ExerciseStatistics(
        exercise.id,
        exercise.title,
        exercise.points,
        mean=fmean(scores) if scores else 0.0,
        full=sum(score == exercise.points for score in scores),
        none=sum(score == 0 for score in scores),
        not_written=sum(
            all(check["outcome"] == Outcome.NOT_WRITTEN for check in row["checks"]) for row in rows
        ),
        mistakes=tuple(Mistake(name, count, causes.get(name, "")) for name, count in made.most_common()),
    )

"""nbgrader's side of a course folder: its files and its gradebook."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI

from autograder.classroom.record.mending import MarkedCell, marked_cells
from autograder.classroom.record.recorder import Recorder
from autograder.classroom.record.submitted import GRADING
from autograder.course.catalogue import Lesson
from autograder.course.grade_ids import points_id
from autograder.course.nbgrader_configuration import load
from autograder.reading import Unreadable


class NotReleased(Exception):
    """The gradebook does not know the lesson, or knows another version of it; the message says what to do."""


@dataclass(frozen=True)
class Standing:
    """What the gradebook holds of one submission."""

    marked: bool
    seconds_late: float
    penalty: float
    manual: bool  # an instructor has given or changed points by hand


class NbgraderCourse:
    """A course folder as nbgrader's configuration describes it."""

    def __init__(self, root: Path) -> None:
        self.api = NbGraderAPI(config=load(root))
        self._directory = self.api.coursedir

    def submitted(self, lesson: Lesson) -> dict[str, Path]:
        """Where the notebook of everybody who handed something in should be, by student."""
        return self._found(self._directory.submitted_directory, lesson)

    def autograded(self, lesson: Lesson) -> dict[str, Path]:
        """Where the graded notebook of everybody who has one is, by student."""
        found = self._found(self._directory.autograded_directory, lesson)
        return {student: path for student, path in found.items() if path.is_file()}

    def _found(self, step: str, lesson: Lesson) -> dict[str, Path]:
        folders = glob.glob(self._directory.format_path(step, "*", lesson.name))
        pattern = re.compile(self._directory.format_path(step, "(?P<student>.*)", lesson.name, escape=True))
        students = {
            m["student"]: folder for folder in folders if (m := pattern.fullmatch(folder)) is not None
        }
        return {student: Path(students[student], lesson.notebook) for student in sorted(students)}

    def grading(self, graded: Path) -> dict[str, Any]:
        """What grading noted in the graded notebook: "sha256" of what was handed in, and "report"."""
        found: dict[str, Any] = nbformat.read(graded, as_version=4).metadata.get(GRADING, {})
        return found

    def require_timestamp(self, folder: Path) -> None:
        """Raise Unreadable where the folder's timestamp.txt holds no time."""
        try:
            self._directory.get_existing_timestamp(str(folder))
        except Exception:  # nbgrader raises AttributeError here, and dateutil several others
            raise Unreadable("timestamp.txt holds no time. Correct it, or remove it.") from None

    def marked_cells(self, lesson: Lesson) -> tuple[MarkedCell, ...]:
        """The lesson's marked cells; raises NotReleased where the gradebook's points are not the catalogue's."""
        again = f"Run: course release {lesson.name[:2]}"
        with self._gradebook() as gradebook:
            try:
                cells = marked_cells(gradebook, lesson.name)
            except MissingEntry:
                raise NotReleased(f"The gradebook does not know {lesson.name} yet. {again}") from None
        points = {cell.grade_id: cell.marks["points"] for cell in cells if cell.marks["grade"]}
        if points != {points_id(exercise): exercise.points for exercise in lesson.exercises}:
            raise NotReleased(f"The gradebook's points of {lesson.name} are not the catalogue's. {again}")
        return cells

    def standings(self, lesson: Lesson) -> dict[str, Standing]:
        """What the gradebook holds, by student."""
        with self._gradebook() as gradebook:
            found = {}
            for submission in gradebook.assignment_submissions(lesson.name):
                grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
                found[submission.student.id] = Standing(
                    marked=all(grade.auto_score is not None for grade in grades),
                    seconds_late=submission.total_seconds_late,
                    penalty=submission.late_submission_penalty,
                    manual=any(grade.manual_score is not None for grade in grades),
                )
            return found

    @contextmanager
    def recorder(self) -> Iterator[Recorder]:
        """What records graded submissions, for as long as the context lasts."""
        with self._gradebook() as gradebook:
            yield Recorder(self.api, gradebook)

    def _gradebook(self) -> Gradebook:
        return Gradebook(self._directory.db_url, self._directory.course_id)

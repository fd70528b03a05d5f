"""All lessons through nbgrader's own autograde: the solutions have 100 of 100 points, what is released has none."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest
from class_folder import course as run_course
from conftest import ROOT

from autograder.classroom.nbgrader_course import NbgraderCourse
from autograder.course.catalogue import lessons


def hand_in(course: Path, student: str, folder: str) -> None:
    for lesson in lessons():
        place = course / "submitted" / student / lesson.name
        place.mkdir(parents=True)
        shutil.copy(ROOT / folder / lesson.name / lesson.notebook, place)


def totals(course: Path) -> dict[str, float]:
    """Points of every student in nbgrader's gradebook."""
    query = """
        select s.student_id, sum(g.auto_score) from submitted_assignment s
        join submitted_notebook n on n.assignment_id = s.id join grade g on g.notebook_id = n.id group by 1
    """
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        return dict(gradebook.execute(query))


@pytest.mark.slow
def test_the_solutions_have_every_point_in_nbgrader_and_the_stubs_none(course: Path) -> None:
    status, _, said = run_course(course, "release")
    assert status == 0, said
    hand_in(course, "solved", "solutions")
    hand_in(course, "untouched", "lessons")
    api = NbgraderCourse(course).api
    for lesson in lessons():
        outcome = api.autograde(lesson.name, "*")
        assert outcome["success"], outcome.get("log", outcome.get("error"))
    points = sum(exercise.points for lesson in lessons() for exercise in lesson.exercises)
    assert totals(course) == {"solved": points, "untouched": 0}

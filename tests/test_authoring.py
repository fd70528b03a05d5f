"""Generated lessons are what their masters say, and a release gives no answer away."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from passed_before import skip_if_passed_before

from autograder.authoring import build
from autograder.authoring.build import ContentError, outdated, solution_notebook, written_lessons
from autograder.course.catalogue import Lesson
from autograder.course.grade_ids import grade_id_of, points_id, write_id
from autograder.jail import Sandbox
from autograder.jail.budget import Budget
from autograder.judge.submissions import judge_submission
from autograder.reading import read_submission

LESSONS = written_lessons(ROOT)


def test_committed_lessons_are_up_to_date() -> None:
    assert outdated(ROOT) == []


def test_a_changed_master_makes_its_notebooks_outdated(course: Path) -> None:
    lesson = LESSONS[0]
    master = course / "solutions" / lesson.name / f"{lesson.name}.py"
    master.write_text(master.read_text() + "\n# %% [markdown]\n# One more thing.\n")
    paths = {str(path) for path in outdated(course)}
    assert paths == {f"{folder}/{lesson.name}/{lesson.notebook}" for folder in ("solutions", "lessons")}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_student_gets_no_answer(lesson: Lesson) -> None:
    released = ROOT / "lessons" / lesson.name
    assert [path.name for path in released.rglob("*.py")] == []
    for path in released.rglob("*"):
        if path.is_file():
            assert b"BEGIN SOLUTION" not in path.read_bytes()
    notebook = nbformat.read(released / lesson.notebook, as_version=4)
    for exercise in lesson.exercises:
        (cell,) = [cell for cell in notebook.cells if grade_id_of(cell) == write_id(exercise)]
        assert f'raise NotImplementedError("{exercise.id}")' in cell.source
    assert all(not cell.get("outputs") for cell in notebook.cells)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_the_solution_has_all_points_and_what_is_released_none(lesson: Lesson) -> None:
    skip_if_passed_before(lesson)
    scores = []
    with Sandbox(lesson) as sandbox:
        for folder in ("solutions", "lessons"):
            submission = read_submission(ROOT / folder / lesson.name / lesson.notebook)
            judged = judge_submission(submission, lesson.exercises, Budget.of(lesson.limits), sandbox)
            scores.append(sum(exercise.score for exercise in judged.exercises))
            if folder == "solutions":
                assert [cell.message for cell in judged.cells if cell.error] == []
    assert scores == [sum(exercise.points for exercise in lesson.exercises), 0]


def test_points_come_from_the_catalogue() -> None:
    for lesson in LESSONS:
        notebook = nbformat.read(ROOT / "lessons" / lesson.name / lesson.notebook, as_version=4)
        points = {
            c.metadata.nbgrader.grade_id: c.metadata.nbgrader.get("points")
            for c in notebook.cells
            if "nbgrader" in c.metadata
        }
        for exercise in lesson.exercises:
            assert points[points_id(exercise)] == exercise.points


def test_a_master_that_names_an_unknown_exercise_is_refused(tmp_path: Path) -> None:
    master = tmp_path / "master.py"
    master.write_text('# %% nbgrader={"grade_id": "04-unknown"}\ncheck("04.unknown")\n')
    with pytest.raises(ContentError, match="stands for no exercise"):
        solution_notebook(master, LESSONS[0])
    master.write_text("# %%\n1\n")
    with pytest.raises(ContentError, match="has no cell"):
        solution_notebook(master, LESSONS[0])


def test_authoring_reaches_the_classroom_through_nbgraders_configuration_alone() -> None:
    for path in Path(build.__file__).parent.glob("*.py"):
        assert "autograder.classroom" not in path.read_text(), path.name

"""nbgrader with the repository as its course folder: release, autograde, feedback, export and validate."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from class_folder import (
    CHECK,
    EXERCISE,
    ISOLATED,
    LESSON,
    NAME,
    RIGHT,
    WRITE,
    WRONG,
    Notebook,
    fresh,
    hand_in,
    named,
)
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_notebook

from autograder.classroom import judging
from autograder.classroom.record.preprocessors import JudgeSubmission, WriteMarks
from autograder.classroom.record.submitted import GRADING
from autograder.course.grade_ids import points_id, write_id
from autograder.outcomes import CellRun, ExerciseResult, Judged


def nbgrader(course: Path, *arguments: str) -> str:
    """Run an nbgrader command as an instructor would, without an activated environment."""
    command = [str(Path(sys.executable).with_name("nbgrader")), *arguments]
    environment = {**os.environ, "PATH": os.defpath, "JUPYTER_CONFIG_DIR": str(course / ".jupyter")}
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


def untouched(notebook: Notebook) -> None:
    """As it was handed out."""


def stub(notebook: Notebook) -> None:
    named(notebook, WRITE)["source"] = f'raise NotImplementedError("{EXERCISE.id}")'


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder that nbgrader's own commands led from the release to the list of marks."""
    folder = tmp_path_factory.mktemp("class") / "course"
    fresh(folder)
    nbgrader(folder, "generate_assignment", NAME, "--force")
    hand_in(folder, "ada", untouched)
    hand_in(folder, "bob", untouched, WRONG, pictures=True)
    hand_in(folder, "eve", stub)
    weak = [] if ISOLATED else ["--JudgeSubmission.allow_weak_isolation=True"]
    nbgrader(folder, "autograde", NAME, *weak)
    nbgrader(folder, "generate_feedback", NAME)
    nbgrader(folder, "export")
    return folder


def test_release_equals_what_is_committed(graded: Path) -> None:
    released = (graded / "lessons" / NAME / LESSON.notebook).read_bytes()
    assert released == (ROOT / "lessons" / NAME / LESSON.notebook).read_bytes()
    assert [path.name for path in (graded / "lessons" / NAME).iterdir()] == [LESSON.notebook]


def test_marks(graded: Path) -> None:
    with (graded / "grades.csv").open(newline="") as file:
        marks = {
            row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)
        }
    assert marks == {"ada": (10, 10), "bob": (4, 10), "eve": (0, 10)}


def test_feedback(graded: Path) -> None:
    feedback = (graded / "feedback" / "bob" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "negative values" in feedback
    assert "no_last_relu" in feedback
    assert "autograder/judge" not in feedback
    assert 'alt="Two residual blocks.' in feedback  # the student's own pictures are there


def test_validate_passes_the_solution_and_fails_the_stub(tmp_path: Path) -> None:
    fresh(tmp_path)
    solved = hand_in(tmp_path, "ada", untouched, RIGHT)
    unwritten = hand_in(tmp_path, "eve", stub)
    said = nbgrader(tmp_path, "validate", str(solved), str(unwritten))
    assert said.count("Success") == said.count("VALIDATION FAILED") == 1
    assert said.index("Success") < said.index("VALIDATION FAILED")
    assert "not written yet" in said


def test_a_class_is_not_graded_without_isolation_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "available_level", lambda: ("process", "The program bwrap is missing."))
    resources = {"nbgrader": {"assignment": NAME}}
    with pytest.raises(
        judging.NotIsolated, match=r"bwrap is missing.*--JudgeSubmission\.allow_weak_isolation"
    ):
        JudgeSubmission().preprocess(new_notebook(), resources)
    assert "judged" not in resources["nbgrader"]


def test_what_stands_in_place_of_execute_takes_a_finished_mark_and_runs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(judging, "Sandbox", None)
    cells = [new_code_cell("1 / 0"), new_code_cell("2", metadata={"nbgrader": {"grade_id": CHECK}})]
    notebook = new_notebook(cells=cells, metadata={GRADING: {"sha256": "0"}})
    printed = '[{"output_type": "stream", "name": "stdout", "text": "claimed"}]'
    result = ExerciseResult(EXERCISE.id, EXERCISE.title, 4, 10, ())
    judged = Judged(NAME, "process", 7, {}, (result,), (CellRun(outputs=printed), CellRun(outputs=printed)))
    WriteMarks().preprocess(notebook, {"nbgrader": {"judged": judged}})
    assert notebook.cells[0].outputs[0].text == "claimed"
    (mark,) = notebook.cells[1].outputs
    assert mark.data["text/plain"] == "4"
    assert notebook.metadata[GRADING] == {"sha256": "0", "report": judged.as_json()}


def test_an_exercise_has_a_cell_to_write_in_and_a_cell_with_the_points() -> None:
    assert (write_id(EXERCISE), points_id(EXERCISE)) == ("write-04-identity_block", "04-identity_block")

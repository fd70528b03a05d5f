"""nbgrader with the repository as its course folder: release, validate, autograde, feedback, export."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, solution

from autograder.jail import available_level

LESSON = "04_identity_block"
EXERCISE = "04.identity_block"
RIGHT = solution(ROOT / "solutions" / LESSON / f"{LESSON}.py", "write-04-identity_block")
NO_LAST_RELU = RIGHT.replace("return self.relu(out + x)", "return out + x")


def nbgrader(course: Path, *arguments: str) -> str:
    """Run an nbgrader command as an instructor would, without an activated environment."""
    command = [str(Path(sys.executable).with_name("nbgrader")), *arguments]
    environment = {**os.environ, "PATH": os.defpath, "JUPYTER_CONFIG_DIR": str(course / ".jupyter")}
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout + done.stderr


@pytest.fixture
def graded(course: Path, answered: Callable[[Path, str, str], None]) -> Path:
    """A course folder in which three students' work has been graded."""
    assert NO_LAST_RELU != RIGHT
    nbgrader(course, "generate_assignment", LESSON, "--force")
    for student, code in (("ada", RIGHT), ("bob", NO_LAST_RELU), ("eve", None)):
        folder = course / "submitted" / student / LESSON
        shutil.copytree(course / "lessons" / LESSON, folder)
        if code is not None:
            answered(folder / f"{LESSON}.ipynb", EXERCISE, code)
    weak = [] if available_level()[0] == "bubblewrap" else ["--IsolatedChecks.allow_weak_isolation=True"]
    nbgrader(course, "autograde", LESSON, *weak)
    return course


def test_marks_and_feedback(graded: Path) -> None:
    nbgrader(graded, "generate_feedback", LESSON)
    nbgrader(graded, "export")
    with (graded / "grades.csv").open(newline="") as file:
        marks = {
            row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)
        }
    assert marks == {"ada": (10, 10), "bob": (4, 10), "eve": (0, 10)}
    feedback = (graded / "feedback" / "bob" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "negative values" in feedback
    assert "no_last_relu" in feedback
    assert "autograder/judge" not in feedback
    assert 'alt="Two residual blocks.' in feedback  # the student's own pictures are there


def test_release_equals_what_is_committed(course: Path) -> None:
    nbgrader(course, "generate_assignment", LESSON, "--force")
    released = (course / "lessons" / LESSON / f"{LESSON}.ipynb").read_bytes()
    assert released == (ROOT / "lessons" / LESSON / f"{LESSON}.ipynb").read_bytes()
    assert sorted(p.name for p in (course / "lessons" / LESSON).iterdir()) == [f"{LESSON}.ipynb"]


def test_validate_passes_the_solution_and_fails_the_stub(course: Path) -> None:
    assert "Success" in nbgrader(course, "validate", f"solutions/{LESSON}/{LESSON}.ipynb")
    said = nbgrader(course, "validate", f"lessons/{LESSON}/{LESSON}.ipynb")
    assert "VALIDATION FAILED" in said
    assert "not written yet" in said


def test_a_class_is_not_graded_without_isolation_unless_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    from nbformat.v4 import new_notebook

    from autograder.classroom import judging, preprocessors

    monkeypatch.setattr(judging, "available_level", lambda: ("process", "The program bwrap is missing."))
    resources = {"nbgrader": {"assignment": LESSON}}
    with pytest.raises(RuntimeError, match=r"bwrap is missing.*allow_weak_isolation"):
        preprocessors.IsolatedChecks().preprocess(new_notebook(), resources)

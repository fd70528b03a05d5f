"""One verdict on a submission, whichever way it is asked for."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from class_folder import (
    LESSON,
    NAME,
    RIGHT,
    WRITE,
    Notebook,
    code,
    course,
    graded,
    hand_in,
    named,
    recorded,
    release,
)
from conftest import ROOT

from autograder.catalogue import find_exercise
from autograder.classroom.nbgrader_course import NbgraderCourse
from autograder.judge.bank import misconceptions
from autograder.judge.exercises import judge_exercise
from autograder.judge.in_process import InProcess
from autograder.outcomes import Outcome
from autograder.reading import code_cells, read_notebook

EXERCISE = find_exercise("04.identity_block")[1]
KNOWN = {known.id: known.source() for known in misconceptions(EXERCISE.id)}


def edited(old: str, new: str) -> str:
    assert RIGHT.count(old) == 1, old
    return RIGHT.replace(old, new)


# An answer, and what an extra cell after it does.
SUBMISSIONS = {
    "right": (RIGHT, ""),
    **{
        name: (KNOWN[name], "") for name in ("relu_before_add", "no_shortcut", "no_padding", "no_width_check")
    },
    "stub": ('raise NotImplementedError("04.identity_block")', ""),
    "a_cell_raises": (RIGHT, "1 / 0"),
    "syntax_error": (RIGHT + "\nclass :", ""),
    "deleted": (RIGHT, "del IdentityBlock"),
    "raises_in_forward": (edited("return self.relu(out + x)", "return self.relu(out + y)"), ""),
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """By way and submission: points, and outcomes by check."""
    ours = tmp_path_factory.mktemp("ways") / "ours"
    release(ours)
    for student, (answer, more) in SUBMISSIONS.items():

        def write(notebook: Notebook, answer: str = answer, more: str = more) -> None:
            named(notebook, WRITE)["source"] = answer
            notebook["cells"].append(code(more))

        hand_in(ours, student, write)
    theirs = ours.with_name("theirs")
    shutil.copytree(ours, theirs)
    rows = graded(ours)[1]
    assert NbgraderCourse(theirs).api.autograde(NAME, "*")["success"]
    notebooks = {student: theirs / "autograded" / student / NAME / LESSON.notebook for student in SUBMISSIONS}
    reports = {
        s: json.loads(path.read_text())["metadata"]["grading"]["report"] for s, path in notebooks.items()
    }
    for folder in (ours, theirs):
        marks = {student: mark[4] for student, mark in recorded(folder).items()}
        assert marks == {student: row["score"] for student, row in rows.items()}
    return {
        "folder": ours,
        "course grade": {student: verdict(row["report"]) for student, row in rows.items()},
        "nbgrader autograde": {student: verdict(report) for student, report in reports.items()},
    }


def verdict(report: dict[str, Any]) -> tuple[float, dict[str, str]]:
    (exercise,) = report["exercises"]
    return exercise["score"], {check["id"]: check["outcome"] for check in exercise["checks"]}


def submitted(verdicts: dict[str, Any], student: str) -> Path:
    return Path(verdicts["folder"], "submitted", student, NAME, LESSON.notebook)


def test_course_grade_and_nbgrader_autograde_agree(verdicts: dict[str, Any]) -> None:
    assert verdicts["course grade"] == verdicts["nbgrader autograde"]
    points = {student: score for student, (score, _) in verdicts["course grade"].items()}
    assert points["right"] == points["a_cell_raises"] == 10
    assert points["stub"] == points["syntax_error"] == points["deleted"] == points["raises_in_forward"] == 0
    assert 0 < points["relu_before_add"] < 10
    outcomes = {student: set(checks.values()) for student, (_, checks) in verdicts["course grade"].items()}
    assert outcomes["stub"] == outcomes["syntax_error"] == outcomes["deleted"] == {"not_written"}
    assert "error" in outcomes["raises_in_forward"]


@pytest.mark.parametrize("student", SUBMISSIONS)
def test_the_notebooks_check_agrees(student: str, verdicts: dict[str, Any]) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    tolerated = (Exception,) if student in ("stub", "a_cell_raises", "syntax_error") else ()
    for cell in code_cells(read_notebook(submitted(verdicts, student))):
        if not cell.startswith("check("):
            with contextlib.suppress(*tolerated):  # a notebook goes on with the next cell
                exec(cell, names)
    result = judge_exercise(EXERCISE, InProcess(names), seed=7)
    found = {check.id: check.outcome.value for check in result.checks}
    assert (result.score, found) == verdicts["course grade"][student]


@pytest.mark.parametrize(
    "student",
    [s if s in ("relu_before_add",) else pytest.param(s, marks=pytest.mark.slow) for s in SUBMISSIONS],
)
def test_course_check_and_pytest_agree(student: str, verdicts: dict[str, Any]) -> None:
    path = str(submitted(verdicts, student))
    expected = verdicts["course grade"][student]
    printed = course(ROOT, "check", "4", "--file", path, "--json")[1]
    assert verdict(json.loads(printed)) == expected
    command = [
        sys.executable,
        "-m",
        "pytest",
        "autograder",
        "-p",
        "no:cacheprovider",
        "-rA",
        "--submission",
        path,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    passed = {f"{EXERCISE.id}.{name}" for name in re.findall(r"PASSED .*::test_(\w+)", done.stdout)}
    assert passed == {check for check, outcome in expected[1].items() if outcome == Outcome.PASSED}, (
        done.stdout
    )
    assert done.returncode == (0 if len(passed) == len(expected[1]) else 1)

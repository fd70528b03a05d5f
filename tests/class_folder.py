"""A course folder with one lesson, work handed in, and what became of it: shared by the tests of grading."""

from __future__ import annotations

import atexit
import contextlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from conftest import ROOT, solution
from typer.testing import CliRunner

from autograder.command_line import app
from autograder.course.catalogue import find_lesson
from autograder.course.grade_ids import grade_id_of, points_id, write_id
from autograder.jail import available_level
from autograder.jail.level import BUBBLEWRAP

LESSON = find_lesson("04_identity_block")
NAME = LESSON.name
(EXERCISE,) = LESSON.exercises
WRITE, CHECK = write_id(EXERCISE), points_id(EXERCISE)
RIGHT = solution(ROOT / "solutions" / NAME / f"{NAME}.py", WRITE)
WRONG = RIGHT.replace("return self.relu(out + x)", "return out + x")  # worth 4 of 10
assert WRONG != RIGHT
ISOLATED = available_level()[0] == BUBBLEWRAP
WEAK = [] if ISOLATED else ["--allow-weak-isolation"]

Notebook = dict[str, Any]


def fresh(folder: Path, lesson: str = NAME) -> None:
    """Make a course folder with one lesson, of which the gradebook knows nothing yet."""
    for name in ("solutions", "lessons"):
        shutil.copytree(ROOT / name / lesson, folder / name / lesson)
    shutil.copy(ROOT / "nbgrader_config.py", folder)


def release(folder: Path, lesson: str = NAME) -> None:
    """Make a course folder whose one lesson `course release` has entered into the gradebook."""
    shutil.copytree(_released(lesson), folder)


@cache
def _released(lesson: str) -> Path:
    """Released once in each process of the tests, and copied from then on."""
    place = Path(tempfile.mkdtemp(prefix="released-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    folder = place / "course"
    fresh(folder, lesson)
    status, _, said = course(folder, "release", lesson)
    assert status == 0, said
    assert f"lessons/{lesson}/{lesson}.ipynb" in said
    return folder


def named(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """The cell that nbgrader knows by this name."""
    (cell,) = [cell for cell in notebook["cells"] if grade_id_of(cell) == grade_id]
    return cell


def code(source: str) -> dict[str, Any]:
    """A code cell that a student added."""
    return {
        "cell_type": "code",
        "id": "added",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": 3,
    }


def course(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output, and both outputs of a command given in this folder."""
    with contextlib.chdir(folder):
        done = CliRunner().invoke(app, list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.output


def graded(folder: Path, *arguments: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """Exit status and rows by student of `course grade`."""
    status, printed, said = course(folder, "grade", "4", "--json", *WEAK, *arguments)
    assert printed.startswith("{"), said
    (lesson,) = json.loads(printed)["lessons"]
    assert lesson["lesson"] == NAME
    return status, {row["student"]: row for row in lesson["students"]}


def hand_in(
    folder: Path,
    student: str,
    change: Callable[[Notebook], None],
    answer: str = RIGHT,
    pictures: bool = False,
) -> Path:
    """Put a student's notebook into submitted/: the released one, answered, and then changed.

    The lesson's own pictures take most of its time, so they are left out where nothing depends on them.
    """
    notebook = json.loads((folder / "lessons" / NAME / LESSON.notebook).read_text())
    if not pictures:
        notebook["cells"] = notebook["cells"][:2] + [
            c for c in notebook["cells"] if "nbgrader" in c["metadata"]
        ]
    named(notebook, WRITE)["source"] = answer
    change(notebook)
    path = folder / "submitted" / student / NAME / LESSON.notebook
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook))
    return path


def recorded(folder: Path) -> dict[str, Any]:
    """All that the gradebook holds of submissions, by student."""
    query = """
        select s.student_id, s.timestamp, s.extension, n.late_submission_penalty, b.name, g.auto_score, g.manual_score,
            g.extra_credit, g.needs_manual_grade, cb.name, c.auto_comment, c.manual_comment
        from submitted_assignment s join submitted_notebook n on n.assignment_id = s.id
        join grade g on g.notebook_id = n.id join base_cell b on g.cell_id = b.id
        join comment c on c.notebook_id = n.id join base_cell cb on c.cell_id = cb.id
    """
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as gradebook:
        rows = gradebook.execute(query).fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: row[1:] for row in rows}

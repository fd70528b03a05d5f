"""nbgrader's own `autograde`, as it ships, with plain asserts in locked grade cells after the answer's cell.

Full marks are for every point of the gradebook. Solutions that mean no harm are graded many at a time, as a class
is; what may break its neighbours is graded alone.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import sysconfig
from collections.abc import Collection, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.judges import confined, plain_asserts
from benchmarks.judges.grading import Verdict
from benchmarks.judges.notebooks import code, notebook
from benchmarks.judges.solutions import Solution, batched

ABOUT = f"plain asserts, nbgrader {version('nbgrader')}"
NAMES_CAUSES = False

AT_A_TIME = 10
ASSIGNMENT = "exercise"
NBGRADER = ("-m", "nbgrader")
START_SECONDS = 300.0  # for a release, on a busy machine
CONFIGURATION = """
c = get_config()
c.CourseDirectory.course_id = "judges"
c.Execute.timeout = {cell_seconds}
"""


def missing() -> str:
    """What confines it, if that is missing."""
    return confined.missing()


def exercises() -> Collection[str]:
    """Those with plain asserts."""
    return plain_asserts.exercises()


def grade(solutions: Sequence[Solution], seconds: float) -> list[Verdict]:
    """Grade them in batches of one exercise."""
    confined.compile_ahead(Path(sysconfig.get_path("purelib")))
    assignments = list(dict.fromkeys(s.exercise for s in solutions))
    gradebooks = confined.each(assignments, lambda exercise: _release(exercise, seconds))
    releases = dict(zip(assignments, gradebooks, strict=True))
    found = {
        verdict.solution.id: verdict
        for verdicts in confined.each(
            batched(solutions, AT_A_TIME), lambda batch: _grade_batch(batch, releases, seconds)
        )
        for verdict in verdicts
    }
    return [found[solution.id] for solution in solutions]


def _release(exercise: str, seconds: float) -> bytes:
    """The gradebook of a course that has released the exercise's assignment."""
    with confined.workplace(exercise) as place:
        _configure(place / "work", seconds)
        _write(place / "work" / "source" / ASSIGNMENT, _answer(exercise, [""]))
        ran = confined.run(place, [*NBGRADER, "generate_assignment", ASSIGNMENT], START_SECONDS)
        if ran.status != 0:
            raise RuntimeError(f"nbgrader could not release {exercise}:\n{ran.output}")
        return confined.read(place, "gradebook.db")


def _configure(course: Path, seconds: float) -> None:
    text = CONFIGURATION.format(cell_seconds=max(1, int(seconds / 4)))
    (course / "nbgrader_config.py").write_text(text)


def _grade_batch(batch: list[Solution], releases: Mapping[str, bytes], seconds: float) -> list[Verdict]:
    exercise = batch[0].exercise
    with confined.workplace(exercise) as place:
        course = place / "work"
        _configure(course, seconds)
        (course / "gradebook.db").write_bytes(releases[exercise])
        for number, solution in enumerate(batch):
            folder = course / "submitted" / f"student{number}" / ASSIGNMENT
            _write(folder, _answer(exercise, list(solution.cells) or [""]))
        ran = confined.run(place, [*NBGRADER, "autograde", ASSIGNMENT], seconds * len(batch))
        marks = _marks(confined.read(place, "gradebook.db"))
        said = [_said(place, number) for number in range(len(batch))]
    each_took = ran.cpu_seconds / len(batch)
    return [
        Verdict(
            solution,
            marks.get(f"student{number}", 0.0) == len(plain_asserts.tests(exercise)),
            "",
            each_took,
            said[number] or ran.output[-300:],
            f"student{number}" in marks,
        )
        for number, solution in enumerate(batch)
    ]


def _answer(exercise: str, cells: list[str]) -> str:
    """The assignment with these cells for an answer, and one grade cell of one point for every test."""
    rows = [code(cells[0], 0, nbgrader=_mark("answer", solution=True, locked=False))]
    rows += [code(source, number) for number, source in enumerate(cells[1:], 1)]
    for test in plain_asserts.tests(exercise):
        source = f"{plain_asserts.preamble()}\n\n{test.source}\n\n{test.call()}"
        marked = _mark(test.name, grade=True, points=1, solution=False, locked=True)
        rows.append(code(source, test.name.replace("_", "-"), nbgrader=marked))
    return notebook(rows)


def _mark(name: str, **more: Any) -> dict[str, Any]:
    return {"grade_id": name, "schema_version": 3, "grade": False, "task": False, "cell_type": "code", **more}


def _write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_text(text)


def _marks(gradebook: bytes) -> dict[str, float]:
    """Points of each student; who has no mark is not in it."""
    query = """
        select submitted_assignment.student_id, sum(grade.auto_score) from grade
        join submitted_notebook on grade.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
        group by submitted_assignment.student_id having count(*) = count(grade.auto_score)
    """
    if gradebook:  # SQLite takes no empty file
        with contextlib.closing(sqlite3.connect(":memory:")) as opened, contextlib.suppress(sqlite3.Error):
            opened.deserialize(gradebook)
            return dict(opened.execute(query).fetchall())
    return {}  # a student broke it


def _said(place: Path, number: int) -> str:
    """The errors that the student would find below the grade cells."""
    file = f"autograded/student{number}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    text = confined.read(place, file).decode(errors="replace")
    return "\n".join(re.findall(r'"evalue": "(.*)"', text))[:500]

"""The lessons, derived: `python -m autograder.authoring build` writes them, `check` fails where they are out of date.

solutions/NN_name/NN_name.py is the text master. From it come the solution notebook beside it (Jupytext) and, through
`nbgrader generate_assignment`, the student's notebook in lessons/. Points, minutes and hints come from the catalogue,
and so does the README's table.
"""

from __future__ import annotations

import contextlib
import filecmp
import hashlib
import io
import re
import shutil
import tempfile
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import jupytext
import nbformat
from nbformat.notebooknode import NotebookNode

from autograder.authoring.rules import problems, running_time
from autograder.course.catalogue import Exercise, Lesson, lessons
from autograder.course.grade_ids import grade_id_of, points_id, write_id
from autograder.course.nbgrader_configuration import load

if TYPE_CHECKING:
    from nbgrader.apps import NbGraderAPI

ROOT = Path(__file__).parent.parent.parent
README = Path("README.md")


class ContentError(Exception):
    """A lesson breaks one of the course's rules; the message says which and what to do."""


def solution_notebook(master: Path, lesson: Lesson) -> NotebookNode:
    """The solution notebook that a text master stands for: no outputs, and the same bytes every time.

    Raises:
        ContentError: a cell names an exercise that the catalogue does not know, or one of them has no cell.
    """
    notebook = jupytext.read(master, fmt="py:percent")
    wanted = {name(exercise): exercise for name in (points_id, write_id) for exercise in lesson.exercises}
    for index, cell in enumerate(notebook.cells):
        cell.id = hashlib.sha256(f"{lesson.name} {index}".encode()).hexdigest()[:12]
        cell.source = _filled(cell.source, lesson) if cell.cell_type == "markdown" else cell.source
        grade_id = grade_id_of(cell)
        if grade_id is None:
            continue
        if grade_id not in wanted:
            raise ContentError(
                f"{master.name} has a cell {grade_id!r} that stands for no exercise still to come. "
                f"Missing are: {', '.join(wanted) or 'none'}."
            )
        cell.metadata["nbgrader"] = _marked(wanted.pop(grade_id), grade_id)
    if wanted:
        raise ContentError(
            f"{master.name} has no cell {next(iter(wanted))!r}. Add it, or remove its exercise."
        )
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook.metadata = NotebookNode(
        kernelspec=NotebookNode(kernel), language_info=NotebookNode(name="python")
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    nbformat.validate(notebook)
    return notebook


def _marked(exercise: Exercise, grade_id: str) -> NotebookNode:
    """nbgrader's own metadata of a solution cell or of the cell that carries the points."""
    solution = grade_id == write_id(exercise)
    marks = {
        "schema_version": 3,
        "grade_id": grade_id,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
    return NotebookNode({**marks, "grade": not solution, **({} if solution else {"points": exercise.points})})


def _filled(source: str, lesson: Lesson) -> str:
    """Prose with what the catalogue knows, {minutes}, {points}, {hints:EXERCISE}, and what was measured, {runs}."""
    total = sum(exercise.points for exercise in lesson.exercises)
    source = source.replace("{minutes}", str(lesson.minutes)).replace("{points}", f"{total:g}")
    source = source.replace("{runs}", running_time(lesson.name))
    for exercise in lesson.exercises:
        source = source.replace(f"{{hints:{exercise.id}}}", _hints(exercise))
    if (unknown := re.search(r"\{hints:[^}]*\}", source)) is not None:
        raise ContentError(f"{lesson.name} asks for {unknown.group()}, which is no exercise of this lesson.")
    return source


def _hints(exercise: Exercise) -> str:
    names = ("A first hint", "A second hint", "Nearly all of it")
    return "\n\n".join(
        f"<details><summary>{name}</summary>\n\n{escape(hint, quote=False)}\n\n</details>"
        for name, hint in zip(names, exercise.hints, strict=True)
    )


def _master(root: Path, lesson: Lesson) -> Path:
    return root / "solutions" / lesson.name / f"{lesson.name}.py"


def written_lessons(root: Path) -> list[Lesson]:
    """The lessons of the catalogue whose text master is there."""
    return [lesson for lesson in lessons() if _master(root, lesson).is_file()]


def build(root: Path, into: Path) -> list[Path]:
    """Write every generated file of the course in `root` under `into`; returns their paths relative to it."""
    written = []
    for lesson in written_lessons(root):
        master = _master(root, lesson)
        target = into / "solutions" / lesson.name / lesson.notebook
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(solution_notebook(master, lesson), target)
        written += [target.relative_to(into), Path("lessons", lesson.name, lesson.notebook)]
    _release(root, into)
    if (root / README).is_file():
        readme = (root / README).read_text(encoding="utf-8")
        (into / README).write_text(_with_table(readme, root), encoding="utf-8")
        written.append(README)
    return written


def _with_table(readme: str, root: Path) -> str:
    """The README with its table of lessons, between its two marks, as the catalogue has them."""
    there = {lesson.name for lesson in written_lessons(root)}
    rows = ["| lesson | exercises | minutes | points |", "|---|---|---|---|"]
    for lesson in lessons():
        title = f"{lesson.name[:2]} {lesson.title}"
        link = f"lessons/{lesson.name}/{lesson.notebook}"
        place = f"[{title}]({link})" if lesson.name in there else f"{title} (to come)"
        exercises = ", ".join(f"`{e.id}` {e.points:g}" for e in lesson.exercises)
        points = sum(e.points for e in lesson.exercises)
        rows.append(f"| {place} | {exercises} | {lesson.minutes} | {points:g} |")
    minutes = sum(lesson.minutes for lesson in lessons())
    points = sum(e.points for lesson in lessons() for e in lesson.exercises)
    rows.append(f"| | | {minutes} | {points:g} |")
    before, begin, rest = readme.partition("<!-- lessons: begin -->")
    _, end, after = rest.partition("<!-- lessons: end -->")
    if not end:
        raise ContentError("README.md has no marks <!-- lessons: begin --> and <!-- lessons: end -->.")
    return "\n".join([before + begin, *rows, end + after])


def generate_assignment(api: NbGraderAPI, lesson: Lesson) -> None:
    """Let nbgrader derive the students' notebook and enter the lesson into its gradebook; raises ContentError."""
    with contextlib.redirect_stderr(io.StringIO()):  # its log; the outcome holds it too
        outcome = api.generate_assignment(lesson.name, force=True, create=True)
    if not outcome["success"]:
        raise ContentError(
            f"nbgrader could not release {lesson.name}:\n{outcome.get('log', '')}\n{outcome['error']}"
        )
    _require_no_solution(Path(api.coursedir.format_path(api.coursedir.release_directory, ".", lesson.name)))


def _release(root: Path, into: Path) -> None:
    """Let nbgrader derive the students' notebooks, in a course folder and gradebook of their own."""
    from nbgrader.apps import NbGraderAPI

    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        course = Path(scratch)
        shutil.copytree(into / "solutions", course / "solutions", ignore=shutil.ignore_patterns("*.py"))
        config = load(root)
        config.CourseDirectory.root = str(course)
        config.CourseDirectory.db_url = f"sqlite:///{course / 'gradebook.db'}"
        api = NbGraderAPI(config=config)
        for lesson in written_lessons(root):
            generate_assignment(api, lesson)
            shutil.copytree(
                course / "lessons" / lesson.name, into / "lessons" / lesson.name, dirs_exist_ok=True
            )


def _require_no_solution(released: Path) -> None:
    for path in released.rglob("*"):
        if path.is_file() and b"BEGIN SOLUTION" in path.read_bytes():
            raise ContentError(
                f"{path.name} still holds a solution after release. Is its cell marked as one?"
            )


def outdated(root: Path) -> list[Path]:
    """Generated files whose committed version is not what the masters give."""
    with tempfile.TemporaryDirectory(prefix="content-") as scratch:
        fresh = Path(scratch)
        paths = build(root, fresh)
        return [
            p
            for p in paths
            if not (root / p).is_file() or not filecmp.cmp(root / p, fresh / p, shallow=False)
        ]


def broken_rules(root: Path) -> list[str]:
    """What lessons owe their readers and do not have, in sentences that say what to do."""
    return [
        sentence
        for lesson in written_lessons(root)
        for sentence in problems(lesson.name, solution_notebook(_master(root, lesson), lesson))
    ]

"""What an instructor types: `course release`, `course grade`, `course report`."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course.catalogue import Lesson, find_lesson, lessons
from autograder.usage import lesson_named, this_course, wrong_usage

# nbgrader and torch take seconds to import, which a mistyped name and the other commands should not cost.
if TYPE_CHECKING:
    from autograder.classroom.grading import Graded
    from autograder.classroom.nbgrader_course import NbgraderCourse
    from autograder.classroom.statistics import LessonStatistics

NO_MARK = 1

Names = Annotated[list[str] | None, typer.Argument(metavar="[LESSON]...", help="04_identity_block, or 4")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (release, grade, report):
        app.command()(command)


def release(names: Names = None) -> None:
    """Derive students' notebooks from solutions/ and enter the lessons into the gradebook; all if none is named."""
    root = this_course()
    chosen = _lessons(names)
    from autograder.authoring.build import ContentError, written_lessons
    from autograder.classroom.release.releasing import release as released

    course = _nbgrader(root)
    for lesson in chosen or written_lessons(root):
        try:
            path = released(course, root, lesson)
        except ContentError as error:
            raise wrong_usage(str(error)) from None
        Console().print(f"{path.relative_to(root)}", markup=False, highlight=False)


def grade(
    names: Names = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that judge at once.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Leave alone who was graded and has handed in nothing new.")
    ] = False,
    allow_weak_isolation: Annotated[
        bool,
        typer.Option("--allow-weak-isolation", help="Grade where submissions can see this computer's disk."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Grade what lies in submitted/; all lessons found there if none is named. Exit status 1 if anybody has no mark."""
    root = this_course()
    chosen = _lessons(names)
    from rich.progress import Progress

    from autograder.classroom import grading
    from autograder.classroom.judging import NotIsolated, require_isolation
    from autograder.classroom.nbgrader_course import NotReleased

    course = _nbgrader(root)
    found: dict[str, list[Graded]] = {}
    try:
        require_isolation(allow_weak_isolation, "--allow-weak-isolation")
        chosen = chosen or [one for one in lessons() if course.submitted(one)]
        for lesson in chosen:
            course.marked_cells(lesson)  # says what is missing before anybody is graded
        for lesson in chosen:
            with Progress(console=Console(stderr=True), transient=True) as progress:
                found[lesson.name] = grading.grade(
                    course,
                    lesson,
                    jobs=jobs,
                    resume=resume,
                    advanced=partial(progress.update, progress.add_task(lesson.name)),
                )
    except (NotIsolated, NotReleased) as error:
        raise wrong_usage(str(error)) from None
    if not any(found.values()):
        raise wrong_usage(
            f"Nothing was handed in for {', '.join(found) or 'any lesson'}: submitted/STUDENT/LESSON/ is empty."
        )
    if as_json:
        told = [{"lesson": name, "students": [one.as_json() for one in rows]} for name, rows in found.items()]
        print(json.dumps({"lessons": told}, indent=2))
    else:
        for name, rows in found.items():
            _show_grades(find_lesson(name), rows)
    if any(one.report is None for rows in found.values() for one in rows):
        raise typer.Exit(NO_MARK)


def report(names: Names = None, as_json: AsJson = False) -> None:
    """The class by exercise and by mistake, from what was graded; all graded lessons if none is named."""
    root = this_course()
    chosen = _lessons(names)
    from autograder.classroom.statistics import statistics

    course = _nbgrader(root)
    found = []
    for lesson in chosen or [one for one in lessons() if course.autograded(one)]:
        grading = [course.grading(path) for path in course.autograded(lesson).values()]
        reports = [one["report"] for one in grading if "report" in one]
        if not reports:
            raise wrong_usage(f"Nobody's {lesson.name} has been graded. Run: course grade {lesson.name}")
        found.append(statistics(lesson, reports))
    if not found:
        raise wrong_usage("No lesson has been graded. Run: course grade")
    if as_json:
        print(json.dumps({"lessons": [one.as_json() for one in found]}, indent=2))
        return
    for one in found:
        _show_statistics(one)


def _show_grades(lesson: Lesson, rows: list[Graded]) -> None:
    from autograder.reports import text

    console = Console()
    table = Table(
        title=f"{lesson.name}, {text.points(sum(e.points for e in lesson.exercises))} points", expand=True
    )
    for heading, ratio in (("student", 2), ("score", 1), ("outcome", 2), ("note", 6)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for one in rows:
        score = "no mark" if one.report is None else text.points(one.report["score"])
        # Names of folders and files come from students too.
        table.add_row(
            *(Text(text.clean(word)) for word in (one.student, score, one.outcome, " ".join(one.notes)))
        )
    console.print(table)
    unmarked = sum(one.report is None for one in rows)
    if unmarked:
        console.print(f"{unmarked} of {len(rows)} have no mark.", style="bold")
    for one in rows:
        if one.fault:
            Console(stderr=True).print(
                f"{one.student}: {one.fault}", markup=False, highlight=False, style="red"
            )


def _show_statistics(found: LessonStatistics) -> None:
    from autograder.reports import text

    console = Console()
    mean = f"mean {found.mean:.2f} of {text.points(found.max_score)}"
    console.print(f"{found.lesson}   {found.students} graded, {mean}", style="bold", highlight=False)
    for exercise in found.exercises:
        table = Table(title=exercise.id, title_justify="left", title_style="", expand=True)
        for heading, ratio in (("what", 2), ("students", 1), ("", 6)):
            table.add_column(heading, ratio=ratio, overflow="fold")
        points = f"mean {exercise.mean:.2f} of {text.points(exercise.max_score)}"
        table.add_row("full marks", str(exercise.full), points)
        table.add_row("no points", str(exercise.none), f"{exercise.not_written} of them not written")
        for mistake in exercise.mistakes:
            table.add_row(Text(mistake.id), str(mistake.students), Text(mistake.cause))
        console.print(table)


def _nbgrader(root: Path) -> NbgraderCourse:
    from autograder.classroom.nbgrader_course import NbgraderCourse

    return NbgraderCourse(root)


def _lessons(names: list[str] | None) -> list[Lesson]:
    return [lesson_named(name) for name in names or ()]

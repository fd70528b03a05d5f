"""`course next`, `course progress` and `course watch`: the commands of somebody who works through the lessons."""

from __future__ import annotations

import json
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder import progress, workspace
from autograder.catalogue import Exercise, Lesson
from autograder.reports.text import clean, points


def show_next(course: Path, as_json: bool, console: Console) -> None:
    """Print the next exercise that is not passed yet: its title, its lesson's time, and where it is."""
    found = progress.next_exercise(course)
    note = progress.read(course)[1]
    if as_json:
        console.file.write(json.dumps(_as_json(*found) if found else None) + "\n")
        return
    if note:
        console.print(note, markup=False, highlight=False)
    if found is None:
        console.print("Every exercise is at full marks.", markup=False)
        return
    lesson, exercise = found
    console.print(Text(f"{exercise.id}   {exercise.title}", style="bold"))
    console.print(
        f"{points(exercise.points)} points, in lesson {lesson.title!r} (about {lesson.minutes} minutes).\n"
        f"Open it: course lab {lesson.name}   ({_place(lesson)})",
        markup=False,
        highlight=False,
    )


def show_progress(course: Path, as_json: bool, console: Console) -> None:
    """Print every released exercise with the points of its last check."""
    scores, note = progress.read(course)
    released = workspace.released(course)
    rows = [(lesson, exercise) for lesson in released for exercise in lesson.exercises]
    total = sum(min(scores.get(e.id, 0.0), e.points) for _, e in rows)
    whole = sum(e.points for _, e in rows)
    if as_json:
        exercises = [{"id": e.id, "score": scores.get(e.id), "max_score": e.points} for _, e in rows]
        report = {"score": total, "max_score": whole, "exercises": exercises}
        console.file.write(json.dumps(report, indent=2) + "\n")
        return
    if note:
        console.print(note, markup=False, highlight=False)
    table = Table("lesson", "exercise", "points", box=None, pad_edge=False)
    for lesson, exercise in rows:
        first = exercise is lesson.exercises[0]
        table.add_row(lesson.title if first else "", exercise.id, _points(exercise, scores))
    console.print(table)
    console.print(Text(f"{points(total)} of {points(whole)} points", style="bold"))


def watch(lesson: Lesson, exercises: tuple[Exercise, ...], path: Path, console: Console) -> None:
    """Check `path` again each time it is saved, until interrupted."""
    from autograder.isolation import Sandbox
    from autograder.reports import terminal
    from autograder.run import run_in
    from autograder.saves import versions
    from autograder.submission import Unreadable

    console.print(f"Watching {path}. Save it to check again; Ctrl-C ends.", markup=False, highlight=False)
    try:
        with Sandbox(lesson) as sandbox:
            for version in versions(path):
                console.rule(Text(time.strftime("%H:%M:%S")))
                if isinstance(version, Unreadable):
                    console.print(clean(str(version)), markup=False, highlight=False)
                    continue
                report = run_in(sandbox, lesson, exercises, version).report
                terminal.render(report, console)
                progress.record(path, report.exercises)
    except KeyboardInterrupt:
        console.print("Ended.", markup=False)


def _points(exercise: Exercise, scores: dict[str, float]) -> Text:
    if exercise.id not in scores:
        return Text(f"- of {points(exercise.points)}", style="dim")
    full = scores[exercise.id] >= exercise.points
    score = f"{points(scores[exercise.id])} of {points(exercise.points)}"
    return Text(f"{score} ✓" if full else score, style="green" if full else "")


def _place(lesson: Lesson) -> str:
    return f"work/{lesson.name}/{lesson.notebook}"


def _as_json(lesson: Lesson, exercise: Exercise) -> dict[str, str | float]:
    return {
        "lesson": lesson.name,
        "exercise": exercise.id,
        "title": exercise.title,
        "max_score": exercise.points,
        "minutes": lesson.minutes,
        "notebook": _place(lesson),
    }

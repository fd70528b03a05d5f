"""What `course next` and `course progress` print."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course.catalogue import Exercise, Lesson
from autograder.reports.text import points
from autograder.student import copies, scores


def show_next(course: Path, as_json: bool, console: Console) -> None:
    """Print the next exercise that is not passed yet: its title, its lesson's time, and where it is."""
    found = scores.next_exercise(course)
    note = scores.read(course)[1]
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
    earned, note = scores.read(course)
    released = copies.released(course)
    rows = [(lesson, exercise) for lesson in released for exercise in lesson.exercises]
    total = sum(min(earned.get(e.id, 0.0), e.points) for _, e in rows)
    whole = sum(e.points for _, e in rows)
    if as_json:
        exercises = [{"id": e.id, "score": earned.get(e.id), "max_score": e.points} for _, e in rows]
        report = {"score": total, "max_score": whole, "exercises": exercises}
        console.file.write(json.dumps(report, indent=2) + "\n")
        return
    if note:
        console.print(note, markup=False, highlight=False)
    table = Table("lesson", "exercise", "points", box=None, pad_edge=False)
    for lesson, exercise in rows:
        first = exercise is lesson.exercises[0]
        table.add_row(lesson.title if first else "", exercise.id, _points(exercise, earned))
    console.print(table)
    console.print(Text(f"{points(total)} of {points(whole)} points", style="bold"))


def _points(exercise: Exercise, earned: dict[str, float]) -> Text:
    if exercise.id not in earned:
        return Text(f"- of {points(exercise.points)}", style="dim")
    full = earned[exercise.id] >= exercise.points
    score = f"{points(earned[exercise.id])} of {points(exercise.points)}"
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

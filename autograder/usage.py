"""What every command does with wrong usage: one sentence on standard error, and exit status 2."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console

from autograder.course.catalogue import Exercise, Lesson, find_exercise, find_lesson
from autograder.course.folder import NoCourseFolder, course_folder

WRONG_USAGE = 2


def wrong_usage(message: str) -> typer.Exit:
    """Print the sentence and return what the command is to raise."""
    Console(stderr=True).print(message, markup=False, highlight=False)
    return typer.Exit(WRONG_USAGE)


def this_course() -> Path:
    """The course folder that the command was started in; ends the command where there is none."""
    try:
        return course_folder()
    except NoCourseFolder as error:
        raise wrong_usage(str(error)) from None


def lesson_named(name: str) -> Lesson:
    """The lesson of this name or number; ends the command where there is none."""
    try:
        return find_lesson(name)
    except LookupError as error:
        raise wrong_usage(str(error.args[0])) from None


def exercises_named(name: str) -> tuple[Lesson, tuple[Exercise, ...]]:
    """The lesson and the exercises that a name on the command line means; ends the command where there are none."""
    if "." not in name:
        lesson = lesson_named(name)
        return lesson, lesson.exercises
    try:
        lesson, exercise = find_exercise(name)
    except LookupError as error:
        raise wrong_usage(str(error.args[0])) from None
    return lesson, (exercise,)

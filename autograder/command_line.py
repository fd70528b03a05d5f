"""`course`: the commands of students and instructors under one name."""

from __future__ import annotations

import typer

from autograder.classroom import commands as of_instructors
from autograder.student import commands as of_students

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Learn ResNet-50 by writing it.")
of_students.register(app)
of_instructors.register(app)


def main() -> None:
    """Entry point of the installed command."""
    app()

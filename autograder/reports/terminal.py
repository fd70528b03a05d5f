"""A report in a terminal, through Rich."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from autograder.outcomes import ExerciseResult, Outcome, Report
from autograder.reports import text

_STYLES = {Outcome.PASSED: "green", Outcome.NOT_WRITTEN: "dim"}


def render(report: Report, console: Console) -> None:
    """Print a report; text from a submission is printed as data, never as markup."""
    for exercise in report.exercises:
        _exercise(exercise, console)
    score = f"{text.points(report.score)} of {text.points(report.max_score)}"
    console.print(Text(f"{report.lesson}   {score}", style="bold"))
    console.print(Text(f"isolation: {report.isolation}", style="dim"))


def _exercise(exercise: ExerciseResult, console: Console) -> None:
    console.print(Text(text.heading(exercise), style="bold"))
    told: set[tuple[str, ...]] = set()
    for check in exercise.checks:
        console.print(Text(text.title(check), style=_STYLES.get(check.outcome, "red")))
        for line in text.news(check, told):
            console.print(Padding(Text(line), (0, 0, 0, 2)))

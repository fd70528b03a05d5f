"""A report in a terminal, through Rich."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from autograder.outcomes import ExerciseResult, Judged, Outcome
from autograder.reports import text

_STYLES = {Outcome.PASSED: "green", Outcome.NOT_WRITTEN: "dim"}


def render(judged: Judged, console: Console) -> None:
    """Print what a submission came to; text from a submission is printed as data, never as markup."""
    for exercise in judged.exercises:
        _exercise(exercise, console)
    score = f"{text.points(judged.score)} of {text.points(judged.max_score)}"
    console.print(Text(f"{judged.lesson}   {score}", style="bold"))
    console.print(Text(f"isolation: {judged.isolation}, seed: {judged.seed}", style="dim"))


def _exercise(exercise: ExerciseResult, console: Console) -> None:
    console.print(Text(text.heading(exercise), style="bold"))
    told: set[tuple[str, ...]] = set()
    for check in exercise.checks:
        console.print(Text(text.title(check), style=_STYLES.get(check.outcome, "red")))
        for line in text.news(check, told):
            console.print(Padding(Text(line), (0, 0, 0, 2)))

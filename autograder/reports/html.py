"""A report in a notebook: plain HTML that reads well without style, in any theme and aloud."""

from __future__ import annotations

from html import escape

from autograder.outcomes import CheckResult, ExerciseResult
from autograder.reports import text

MAX_TRACEBACK = 4000


def render(exercise: ExerciseResult) -> str:
    """One exercise's result as HTML; everything in it is escaped."""
    told: set[tuple[str, ...]] = set()
    rows = "".join(_row(check, text.news(check, told)) for check in exercise.checks)
    return (
        f'<div class="course-report" role="group" aria-label="Result of {escape(exercise.id)}">'
        f"<p><strong>{escape(exercise.id)}</strong>&ensp;{text.points(exercise.score)} of "
        f"{text.points(exercise.max_score)}</p>"
        f'<ul style="list-style: none; padding-left: 0; margin: 0">{rows}</ul></div>'
    )


def _row(check: CheckResult, lines: list[str]) -> str:
    said = "".join(f'<div style="margin-left: 1.4em">{escape(line)}</div>' for line in lines)
    traceback = check.diagnosis.traceback if check.diagnosis else ""
    folded = (
        '<details style="margin-left: 1.4em"><summary>Traceback</summary>'
        f"<pre>{escape(text.clean(traceback, MAX_TRACEBACK))}</pre></details>"
        if traceback
        else ""
    )
    return f"<li>{escape(text.title(check))}{said}{folded}</li>"

"""Text from a submission made safe to show: it is data, wherever it appears."""

from __future__ import annotations

import re

from autograder.outcomes import CheckResult, ExerciseResult, Outcome

_CONTROL = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
MAX_LINE = 400
MARKS = {Outcome.PASSED: "✓", Outcome.NOT_WRITTEN: "·"}


def clean(text: str, limit: int = MAX_LINE) -> str:
    """`text` without control characters, escape sequences and direction marks, cut to `limit`."""
    plain = _CONTROL.sub("", text)
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def points(value: float) -> str:
    """4.0 as "4", 4.5 as "4.5"."""
    return f"{value:g}"


def heading(exercise: ExerciseResult) -> str:
    """The exercise's id and score: "04.identity_block   6 of 10"."""
    return f"{exercise.id}   {points(exercise.score)} of {points(exercise.max_score)}"


def title(check: CheckResult) -> str:
    """A mark that is read without colour, the check's title, and its outcome where it is not plain from the mark."""
    said = (
        ""
        if check.outcome in (Outcome.PASSED, Outcome.FAILED)
        else f" ({check.outcome.value.replace('_', ' ')})"
    )
    return f"{MARKS.get(check.outcome, '✗')} {check.title}{said}"


def body(check: CheckResult) -> list[str]:
    """The lines of the check's diagnosis, made safe; one that breaks in itself could pass for another check's."""
    return [clean(" ".join(line.split())) for line in check.diagnosis.lines()] if check.diagnosis else []


def plain(exercise: ExerciseResult) -> str:
    """The exercise's result as plain text."""
    lines = [heading(exercise)]
    told: set[tuple[str, ...]] = set()
    for check in exercise.checks:
        lines.append(title(check))
        lines += [f"  {line}" for line in news(check, told)]
    return "\n".join(lines)


def news(check: CheckResult, told: set[tuple[str, ...]]) -> list[str]:
    """The lines of a check's diagnosis less those that an earlier check of the exercise has already told."""
    lines = body(check)
    shared = tuple(lines[1:])
    if shared and shared in told:
        # Where no cause was named, only the section to reread would be repeated.
        return (
            [lines[0], "The same cause as above."] if check.diagnosis and check.diagnosis.cause else lines[:1]
        )
    if len(lines) == 1 and tuple(lines) in told:
        return []
    told.add(shared or tuple(lines))
    return lines

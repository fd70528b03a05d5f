"""Which known mistake behaves exactly as the student's code does, if any."""

from __future__ import annotations

from autograder.judge.bank import Misconception, implementation, misconceptions
from autograder.judge.checking import Observed, Raised
from autograder.judge.comparison import same


def likely_causes(exercise: str, asked: list[Observed]) -> list[Misconception]:
    """Every known mistake that answers all that a check asked as the student's code did. Never a guess."""
    if not asked:
        return []
    return [known for known in misconceptions(exercise) if all(_answers_alike(known, row) for row in asked)]


def _answers_alike(known: Misconception, row: Observed) -> bool:
    theirs = implementation(known).observe(row.source, row.name, row.given, row.seed)
    if isinstance(theirs, Raised) or isinstance(row.student, Raised):
        return (
            isinstance(theirs, Raised)
            and isinstance(row.student, Raised)
            and (theirs.kind, theirs.message) == (row.student.kind, row.student.message)
        )
    return same(row.student, theirs)

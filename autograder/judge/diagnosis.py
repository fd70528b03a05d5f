"""Which known mistake behaves exactly as the student's code does, if any."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.comparing import Observed, Raised
from autograder.comparing.comparison import same
from autograder.judge.bank import Misconception, implementation, misconceptions


def likely_causes(
    exercise: str, asked: list[Observed], suspects: Sequence[Misconception] = ()
) -> list[Misconception]:
    """Every known mistake that answers all that a check asked as the student's code did. Never a guess.

    `suspects` explain other checks that failed; where they explain this one too, no others are tried.
    """
    if not asked:
        return []
    for candidates in (suspects, misconceptions(exercise)):
        causes = [known for known in candidates if all(answers_alike(known, row) for row in asked)]
        if causes:
            return causes
    return []


def answers_alike(known: Misconception, row: Observed) -> bool:
    """Whether a known mistake answers one question of a check as the student's code did."""
    theirs = implementation(known).observe(row.source, row.name, row.given, row.seed)
    if isinstance(theirs, Raised) or isinstance(row.student, Raised):
        return (
            isinstance(theirs, Raised)
            and isinstance(row.student, Raised)
            and (theirs.kind, theirs.message) == (row.student.kind, row.student.message)
        )
    return same(row.student, theirs)

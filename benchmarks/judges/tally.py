"""What verdicts come to, as counts and as a table."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from benchmarks.judges.grading import Verdict
from benchmarks.judges.solutions import Claim

HEAD = (
    "grader",
    "wrong, accepted",
    "empty, accepted",
    "attacks paid",
    "right, rejected",
    "mishaps punished",
    "causes named",
    "no mark",
    "processor s a solution",
)


def row(about: str, names_causes: bool, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """A grader's line of the table."""
    return (
        about,
        *(_share(verdicts, claim, accepted=True) for claim in (Claim.WRONG, Claim.EMPTY, Claim.HOSTILE)),
        *(_share(verdicts, claim, accepted=False) for claim in (Claim.RIGHT, Claim.MISHAP)),
        _causes(verdicts) if names_causes else "names none",
        str(sum(not v.marked for v in verdicts)),
        f"{statistics.median(v.cpu_seconds for v in verdicts if not math.isnan(v.cpu_seconds)):.2f}",
    )


def head() -> str:
    """The table's first two lines, in Markdown."""
    return f"{line(HEAD)}\n{line(('---',) * len(HEAD))}"


def line(cells: Sequence[str]) -> str:
    """One line of the table."""
    return f"| {' | '.join(cells)} |"


def faults(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Those that are not what the solution is worth."""
    unearned = (Claim.WRONG, Claim.EMPTY, Claim.HOSTILE)
    earned = (Claim.RIGHT, Claim.MISHAP)
    return [
        v
        for v in verdicts
        if (v.solution.claim in unearned and v.accepted) or (v.solution.claim in earned and not v.accepted)
    ]


def unnamed(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Known mistakes that were found and not told by their name."""
    return [v for v in verdicts if v.solution.cause and not v.accepted and v.cause != v.solution.cause]


def _share(verdicts: Sequence[Verdict], claim: Claim, *, accepted: bool) -> str:
    these = [v for v in verdicts if v.solution.claim is claim]
    return f"{sum(v.accepted is accepted for v in these)} of {len(these)}" if these else "none asked"


def _causes(verdicts: Sequence[Verdict]) -> str:
    """How often the mistake's own name was told, and how often only another one's."""
    known = [v for v in verdicts if v.solution.cause]
    others = sum(bool(v.cause) and v.cause != v.solution.cause for v in known)
    text = f"{sum(v.cause == v.solution.cause for v in known)} of {len(known)}"
    return f"{text}, {others} another's" if others else text

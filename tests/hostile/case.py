"""One submission, and the answers that the others are made of."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from autograder.judge.bank import FOLDER

RIGHT = (FOLDER / "04.identity_block" / "sequential_branch.py").read_text(encoding="utf-8")
WRONG = RIGHT.replace("return F.relu(shortcut + self.branch(x))", "return shortcut + self.branch(x)")
assert WRONG != RIGHT
RIGHT_SCORE, WRONG_SCORE = 10.0, 4.0

# Sets of outcomes that the checks of a submission may have.
PASSED = frozenset({"passed"})
JUDGED_WRONG = frozenset({"passed", "failed"})  # as WRONG is without any attack
FAILED = frozenset({"failed"})
ERROR = frozenset({"error"})
NOT_WRITTEN = frozenset({"not_written"})
CRASHED = frozenset({"crashed"})
TAMPERED = frozenset({"tampered"})
TIMEOUT = frozenset({"timeout"})
OUT_OF_MEMORY = frozenset({"out_of_memory"})


@dataclass(frozen=True)
class Case:
    """A submission.

    Args:
        name: a word for it.
        tries: what it is after, or what went wrong.
        cells: its code.
        score: what it deserves, and gets; `at_most` where the attack may hurt itself.
        outcomes: among these are its checks' outcomes.
        hangs: it only ends at the wall clock's limit.
    """

    name: str
    tries: str
    cells: tuple[str, ...]
    outcomes: frozenset[str]
    score: float = 0.0
    at_most: bool = False
    hangs: bool = False

    def sources(self) -> tuple[str, ...]:
        """Its cells without the indentation that they have here."""
        return tuple(textwrap.dedent(cell) for cell in self.cells)


def forward(body: str) -> str:
    """The right answer, whose forward pass is replaced by these lines."""
    method = f"def _forward(self, x):\n{textwrap.indent(textwrap.dedent(body), '    ')}"
    return f"{RIGHT}\n\n{method}\n\nIdentityBlock.forward = _forward\n"

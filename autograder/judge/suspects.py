"""Wrong implementations that are asked what the student's code was asked: known mistakes, alone and two at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache
from itertools import combinations
from typing import Any

from msgspec.structs import replace

from autograder.comparing import Observed, Raised
from autograder.comparing.comparison import is_telling, same
from autograder.judge.bank import Misconception, execute, implementation, misconceptions
from autograder.judge.in_process import InProcess


class Fit(Enum):
    """How what a suspect shows compares with what the student's code shows; a symptom is a part that is not right."""

    EXACT = "all is the same, and wrong"
    WITHIN = "each of its symptoms is seen, with the same values, and there are others"
    MIXED = "each of its symptoms is seen, some with other values"
    SILENT = "it is right, and the student's code is not"
    RIGHT = "both are right"
    REFUTED = "it has a symptom where the student's code is right"


class Suspect:
    """A wrong implementation, and what it answered.

    Args:
        mistakes: those that it makes, one or two.
        code: where it is asked.
        words: what is wrong with it, where no known mistake says so.
        whole: whether it is to answer all as the student's code did, or may leave some of what is wrong unexplained.
    """

    def __init__(
        self, mistakes: Sequence[Misconception], code: Any, words: str = "", whole: bool = True
    ) -> None:
        self.mistakes, self.words = tuple(mistakes), words
        self.code, self.whole = code, whole
        self._fits: dict[int, tuple[Observed, Fit, int]] = {}

    @property
    def cause(self) -> str:
        """What is wrong with it, as a clause."""
        if len(self.mistakes) > 1:
            return f"two things at once. First: {self.mistakes[0].cause} And: {self.mistakes[1].cause}"
        return self.words or self.mistakes[0].cause

    def in_part(self) -> Suspect:
        """The same, which may leave some of what is wrong unexplained."""
        suspect = Suspect(self.mistakes, self.code, self.words, whole=False)
        suspect._fits = self._fits
        return suspect

    def explains(self, rows: Sequence[Observed]) -> bool:
        """Whether it answers all that a check asked as the student's code did, or all that it has wrong is seen."""
        if self.whole:
            return all(self.fit(row) in (Fit.EXACT, Fit.RIGHT) for row in rows)
        if any(self.fit(row) in (Fit.MIXED, Fit.REFUTED) for row in rows):
            return False
        return any(is_telling(value) for row in rows for value in self._shared_values(row))

    def fit(self, row: Observed) -> Fit:
        """How it answers one question of a check."""
        return self._asked(row)[0]

    def shared(self, row: Observed) -> int:
        """How many parts it has wrong in just the way that the student's code has."""
        return self._asked(row)[1]

    def _shared_values(self, row: Observed) -> list[Any]:
        if self.fit(row) not in (Fit.EXACT, Fit.WITHIN) or isinstance(row.student, Raised):
            return []
        theirs = row.wrong_parts(self._answer(row))
        return [value for path, value in theirs.items() if path in row.symptoms]

    def _asked(self, row: Observed) -> tuple[Fit, int]:
        if id(row) not in self._fits:  # the row is kept, or another could come to lie where it lay
            self._fits[id(row)] = (row, *_fit(self._answer(row), row))
        return self._fits[id(row)][1:]

    def _answer(self, row: Observed) -> Any:
        return self.code.observe(row.source, row.name, row.given, row.seed)


def _fit(answer: Any, row: Observed) -> tuple[Fit, int]:
    student = row.student
    if isinstance(answer, Raised) or isinstance(student, Raised):
        return _fit_of_raised(answer, row)
    theirs, seen = row.wrong_parts(answer), row.symptoms
    if not theirs:
        return (Fit.SILENT if seen else Fit.RIGHT), 0
    shared = sum(same(theirs[path], seen[path]) for path in theirs.keys() & seen.keys())
    if theirs.keys() - seen.keys():
        return Fit.REFUTED, shared
    if shared < len(theirs):
        return Fit.MIXED, shared
    return (Fit.EXACT if len(theirs) == len(seen) else Fit.WITHIN), shared


def _fit_of_raised(answer: Any, row: Observed) -> tuple[Fit, int]:
    student = row.student
    if isinstance(answer, Raised) and isinstance(student, Raised):
        alike = (answer.kind, answer.message) == (student.kind, student.message)
        return (Fit.EXACT, 1) if alike else (Fit.MIXED, 0)
    if isinstance(answer, Raised):
        return Fit.REFUTED, 0
    return (Fit.MIXED if row.wrong_parts(answer) else Fit.SILENT), 0


def known_mistakes(exercise: str) -> list[Suspect]:
    """Every known mistake in an exercise."""
    return [Suspect([known], implementation(known)) for known in misconceptions(exercise)]


def pairs(singles: Sequence[Suspect]) -> Iterator[Suspect]:
    """Two at once, wherever the two edit different places of one module, the likeliest first.

    A pair's turn is the product of both places in `singles`: the first with many others, those further down with few,
    since time is short and a likely one with an unlikely one is as good a guess as two that are fairly likely.
    """
    turns = sorted(combinations(range(len(singles)), 2), key=lambda pair: (pair[0] + 1) * (pair[1] + 1))
    for left, right in ((singles[first], singles[second]) for first, second in turns):
        code = _both(left.mistakes[0], right.mistakes[0])
        if code is not None:
            yield Suspect([*left.mistakes, *right.mistakes], code)


@cache
def _both(left: Misconception, right: Misconception) -> InProcess | None:
    if left.base != right.base or left.file or right.file:
        return None
    edits = left.edits + tuple(edit for edit in right.edits if edit not in left.edits)
    both = replace(left, id=f"{left.id}+{right.id}", edits=edits)
    try:
        return InProcess(execute(both.source(), f"<{both.id}>"))
    except (
        ValueError,
        SyntaxError,
        NameError,
    ):  # they edit one place, or one takes away what the other needs
        return None

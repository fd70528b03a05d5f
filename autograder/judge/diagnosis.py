"""Why checks failed: which known mistake, or which two at once, behave as the student's code does.

A cause is named only where it contradicts nothing that was seen: every symptom that it would have, in every check, is
one that the student's code has. Where several do equally well, they are asked further questions until one is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.comparing import Check, Observed, Raised
from autograder.course.catalogue import Exercise
from autograder.judge.clues import Again, random_places
from autograder.judge.one_edit import edited_references
from autograder.judge.suspects import Fit, Suspect, known_mistakes, pairs
from autograder.outcomes import Outcome

# Processor time, so that a busy machine names as much as an idle one; a student waits for it.
PAIR_SECONDS = 1.0  # for two mistakes at once
EDIT_SECONDS = 1.0  # for single edits of the reference
PART_SECONDS = 1.0  # for mistakes that explain a part
FURTHER = 3  # more rounds of questions, where several causes do equally well
MOST_NAMED = 2  # where so many do, none is known to be the cause


@dataclass(frozen=True)
class Asked:
    """What a check asked, and how it ended."""

    check: Check
    seed: int
    outcome: Outcome
    rows: list[Observed]

    @property
    def failed(self) -> bool:
        """Whether there is anything to explain. Where time ran out, what did not run cannot speak."""
        return self.outcome in (Outcome.FAILED, Outcome.ERROR) and any(row.symptoms for row in self.rows)


class Investigation:
    """One exercise's failed checks, and what explains them.

    Args:
        asked: every check of the exercise.
        passes: whether a suspect passes a check that the student's code passed.
        further: the student's code, asked the questions of a check afresh; none where it no longer answers.
        again: the student's and the reference's answers to a question, with other random numbers.
    """

    def __init__(
        self,
        exercise: Exercise,
        asked: Sequence[Asked],
        passes: Callable[[Suspect, Asked], bool],
        further: Callable[[Asked, int], list[Observed]],
        again: Again,
    ) -> None:
        self._failed = [a for a in asked if a.failed]
        self._passed = [a for a in asked if a.outcome is Outcome.PASSED]
        self._passes, self._further, self._again = passes, further, again
        self._modules = exercise.reference
        self._known = known_mistakes(exercise.id) if self._failed else []

    def causes(self) -> dict[Check, list[Suspect]]:
        """The suspects that explain each failed check: one, two that cannot be told apart, or none."""
        found = self._explaining(self._singles())
        if any(not suspects for suspects in found.values()) and self._leave_out_what_is_random(found):
            found = self._explaining(self._singles())
        for more in (self._two_at_once, self._edited, self._in_part):
            left = [a for a in self._failed if not found[a.check]]
            if left:
                for check, suspects in self._explaining(more(left)).items():
                    found[check] = found[check] or suspects
        return found

    def _leave_out_what_is_random(self, found: Mapping[Check, list[Suspect]]) -> bool:
        """Go on without what chance decides in unexplained answers: one mistake need not draw alike twice."""
        before = self._failed
        self._failed = [asked if found[asked.check] else self._without_random(asked) for asked in before]
        return self._failed != before

    def _without_random(self, asked: Asked) -> Asked:
        rows = [
            replace(row, random=random_places(row, self._again)) if row.symptoms else row
            for row in asked.rows
        ]
        changed = replace(asked, rows=rows)
        return changed if changed.failed and any(row.random for row in rows) else asked

    def _singles(self) -> Iterable[Suspect]:
        """Those that explain some check; where one explains several, the others are not tried."""
        found: list[Suspect] = []
        for asked in self._failed:
            for candidates in (found, self._known):
                explaining = [s for s in candidates if s.explains(asked.rows)]
                if explaining:
                    found += [s for s in explaining if s not in found]
                    break
        return [s for s in found if self._contradicts_nothing(s)]

    def _two_at_once(self, left: Sequence[Asked]) -> Iterable[Suspect]:
        deadline = time.thread_time() + PAIR_SECONDS
        rows = left[0].rows
        active = []
        for suspect in self._known:
            if time.thread_time() > deadline:
                break
            if any(suspect.fit(row) not in (Fit.SILENT, Fit.RIGHT) for row in rows):
                active.append(suspect)
        # One may hide some of the other's symptoms, so a symptom that is not seen rules none of the two out.
        hidden = {suspect: sum(suspect.fit(row) is Fit.REFUTED for row in rows) for suspect in active}
        shared = {suspect: sum(suspect.shared(row) for row in rows) for suspect in active}
        possible = sorted(active, key=lambda s: (hidden[s], -shared[s]))
        found = []
        for pair in pairs(possible):
            if any(pair.explains(asked.rows) for asked in left) and self._contradicts_nothing(pair):
                found.append(pair)
            if time.thread_time() > deadline:
                break
        return found

    def _edited(self, left: Sequence[Asked]) -> Iterable[Suspect]:
        """The reference with one edit; of those that behave alike and are worded alike one stands for all."""
        deadline = time.thread_time() + EDIT_SECONDS
        found: dict[str, Suspect] = {}
        for asked in left:
            if any(suspect.explains(asked.rows) for suspect in found.values()):
                continue
            row = next(row for row in asked.rows if row.symptoms)
            for edited in edited_references(self._modules, row):
                if time.thread_time() > deadline:
                    return found.values()
                suspect = Suspect([], edited.code, f"it behaves {edited.words}.")
                if (
                    suspect.fit(row) is Fit.EXACT
                    and suspect.explains(asked.rows)
                    and self._contradicts_nothing(suspect)
                ):
                    found.setdefault(edited.words, suspect)
        return found.values()

    def _in_part(self, left: Sequence[Asked]) -> Iterable[Suspect]:
        """Known mistakes all of whose symptoms are seen, beside others that nobody explains."""
        deadline = time.thread_time() + PART_SECONDS
        found = []
        for suspect in (known.in_part() for known in self._known):
            if any(suspect.explains(asked.rows) for asked in left) and self._contradicts_nothing(suspect):
                found.append(suspect)
            if time.thread_time() > deadline:
                return []  # the one that was not tried may do better
        return found

    def _contradicts_nothing(self, suspect: Suspect) -> bool:
        rows = [row for asked in self._failed for row in asked.rows]
        if any(suspect.fit(row) is Fit.REFUTED for row in rows):
            return False
        if any(suspect.fit(row) in (Fit.MIXED, Fit.SILENT) for row in rows):
            # Many a mistake divides by zero: an error alone says little where another answer differs.
            shared = [row for row in rows if suspect.fit(row) in (Fit.EXACT, Fit.WITHIN)]
            if all(isinstance(row.student, Raised) for row in shared):
                return False
        return all(self._passes(suspect, asked) for asked in self._passed)

    def _explaining(self, suspects: Iterable[Suspect]) -> dict[Check, list[Suspect]]:
        """Those of the suspects that are named for each failed check: they explain the most of what failed."""
        strength = {
            suspect: (len(explained), sum(suspect.shared(row) for asked in explained for row in asked.rows))
            for suspect in suspects
            if (explained := [a for a in self._failed if suspect.explains(a.rows)])
        }
        found: dict[Check, list[Suspect]] = {}
        for asked in self._failed:
            explaining = [suspect for suspect in strength if suspect.explains(asked.rows)]
            most = max((strength[suspect] for suspect in explaining), default=None)
            best = [suspect for suspect in explaining if strength[suspect] == most]
            found[asked.check] = self._told_apart(best, asked)
        return found

    def _told_apart(self, suspects: list[Suspect], asked: Asked) -> list[Suspect]:
        """Ask further until one is left, or none of the questions can tell."""
        for number in range(1, FURTHER + 1):
            if len(suspects) < 2:
                return suspects
            rows = self._further(asked, number)
            alike = [suspect for suspect in suspects if suspect.explains(rows)]
            suspects = alike or suspects
        # Of those that are worded alike one stands for all.
        suspects = list({suspect.cause: suspect for suspect in reversed(suspects)}.values())[::-1]
        if suspects and not suspects[0].mistakes:  # edits that behave alike are one: each describes it
            return suspects[:1]
        return suspects if len(suspects) <= MOST_NAMED else []

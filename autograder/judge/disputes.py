"""A verdict that somebody thinks wrong, as a file without a name in it that is judged again elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from autograder.course.catalogue import Exercise, find_exercise
from autograder.jail.budget import Budget
from autograder.judge.submissions import Workplace, judge_submission
from autograder.outcomes import Judged
from autograder.reading import MAX_CODE_BYTES, Submission


class DisputeError(ValueError):
    """A file that is no dispute."""


class Dispute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody handed in, what the judge said of it, and what they say.

    `claim` is what the code is in their view: "right", or "wrong" where it got full marks or a false cause.
    """

    exercise: str
    claim: Literal["right", "wrong"]
    why: str
    cells: tuple[str, ...]
    seed: int
    versions: dict[str, str]
    verdict: dict[str, Any]
    modules: tuple[tuple[str, str], ...] = ()  # Python files that lay beside the notebook

    @classmethod
    def of(
        cls,
        exercise: Exercise,
        claim: Literal["right", "wrong"],
        why: str,
        submission: Submission,
        judged: Judged,
    ) -> Dispute:
        """A dispute about a verdict."""
        (result,) = judged.as_json()["exercises"]
        versions = dict(judged.versions)
        return cls(
            exercise.id, claim, why, submission.cells, judged.seed, versions, result, submission.modules
        )

    def text(self) -> str:
        """As a file holds it: JSON that a person can read."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2).decode()

    def again(self, workplace: Workplace) -> Judged:
        """Judge the same code by the same questions, here and now."""
        lesson, exercise = find_exercise(self.exercise)
        submission = Submission(Path("dispute.ipynb"), self.cells, self.modules)
        return judge_submission(submission, [exercise], Budget.of(lesson.limits), workplace, self.seed)


def read_dispute(path: Path) -> Dispute:
    """The dispute in a file; raises DisputeError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DisputeError(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > 4 * MAX_CODE_BYTES:
        raise DisputeError(f"{path} is too long for a dispute.")
    try:
        found = msgspec.json.decode(content, type=Dispute)
        find_exercise(found.exercise)
    except (msgspec.MsgspecError, LookupError) as error:
        raise DisputeError(f"{path} is no dispute, as `course dispute` writes one: {error}") from None
    return found

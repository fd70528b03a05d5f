"""What a student reads of a result: every thought once, and none that was not there."""

from __future__ import annotations

import pytest

from autograder.outcomes import CheckResult, Diagnosis, ExerciseResult, Outcome
from autograder.reports.text import plain

NAMED = {"cause": "the shortcut is missing.", "misconception": "no_shortcut", "question": "What is added?"}


def report(*diagnoses: Diagnosis) -> list[str]:
    checks = [
        CheckResult(f"x.{number}", f"check {number}", Outcome.FAILED, diagnosis)
        for number, diagnosis in enumerate(diagnoses)
    ]
    return [
        line.strip() for line in plain(ExerciseResult("x", "An exercise", 0, 2, tuple(checks))).split("\n")
    ]


@pytest.mark.parametrize(("named", "said"), [(NAMED, ["Half.", "The same cause as above."]), ({}, ["Half."])])
def test_what_was_told_is_not_told_again(named: dict[str, str], said: list[str]) -> None:
    """A cause is called the same only where one was named: a section to reread is none."""
    lines = report(
        Diagnosis("All.", reread="One addition", **named), Diagnosis("Half.", reread="One addition", **named)
    )
    assert lines[lines.index("✗ check 1") + 1 :] == said
    assert lines.count("Reread: One addition") == 1

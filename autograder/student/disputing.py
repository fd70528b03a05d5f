"""`course dispute`: "this verdict is wrong", as a file that shows it to somebody else."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from rich.console import Console

from autograder.course.catalogue import Exercise, Lesson
from autograder.jail import Sandbox
from autograder.judge.disputes import Dispute, read_dispute
from autograder.judge.submissions import judge_submission
from autograder.reading import Submission


def dispute(
    lesson: Lesson,
    exercise: Exercise,
    submission: Submission,
    claim: Literal["right", "wrong"],
    why: str,
    seed: int | None,
) -> Path:
    """Judge the submission and write a dispute about it beside where the command was started; returns its path."""
    from autograder.jail.budget import Budget

    with Sandbox(lesson, single=True) as sandbox:
        judged = judge_submission(submission, [exercise], Budget.of(sandbox.limits), sandbox, seed)
    text = Dispute.of(exercise, claim, why, submission, judged).text()
    path = Path(f"dispute-{exercise.id}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.json")
    path.write_text(text, encoding="utf-8")
    return path


def replay(path: Path, console: Console) -> bool:
    """Judge a dispute again and show both verdicts; whether they are the same. Raises DisputeError."""
    from autograder.course.catalogue import find_exercise
    from autograder.reports import terminal

    found = read_dispute(path)
    with Sandbox(find_exercise(found.exercise)[0], single=True) as sandbox:
        judged = found.again(sandbox)
    terminal.render(judged, console)
    (now,) = judged.as_json()["exercises"]
    console.print(f"\nThey say that it is {found.claim}: {found.why}", markup=False, highlight=False)
    differing = [name for name, version in found.versions.items() if judged.versions.get(name) != version]
    for name in differing:
        here = judged.versions.get(name, "none")
        console.print(f"Judged there with {name} {found.versions[name]}, here with {here}.", highlight=False)
    alike = [(c["id"], c["outcome"], c["misconception"]) for c in now["checks"]] == [
        (c["id"], c["outcome"], c["misconception"]) for c in found.verdict["checks"]
    ]
    said = "The verdict is the same as there." if alike else "The verdict was another there:"
    console.print(said, highlight=False)
    if not alike:
        for check in found.verdict["checks"]:
            console.print(f"  {check['id']}: {check['outcome']}", markup=False, highlight=False)
    return alike

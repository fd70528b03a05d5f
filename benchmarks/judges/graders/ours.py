"""This project's judge: `judge_submission`, in a sandbox that has imported torch."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from autograder.course.catalogue import find_exercise, lessons
from autograder.jail import Sandbox
from autograder.jail.budget import Budget
from autograder.judge.submissions import judge_submission
from autograder.outcomes import ExerciseResult, Outcome
from autograder.reading import Submission
from benchmarks.judges.grading import Verdict
from benchmarks.judges.solutions import Solution

ABOUT = f"ours {version('resnet50-from-scratch')}, sandbox warm"
NAMES_CAUSES = True


def missing() -> str:
    """Nothing is."""
    return ""


def exercises() -> Collection[str]:
    """All of the course."""
    return [exercise.id for lesson in lessons() for exercise in lesson.exercises]


def grade(solutions: Sequence[Solution], seconds: float) -> list[Verdict]:
    """Judge them lesson by lesson, each in a process of its own; starting the sandbox is not counted."""
    found: dict[str, Verdict] = {}
    for lesson in lessons():
        mine = [s for s in solutions if find_exercise(s.exercise)[0].name == lesson.name]
        if not mine:
            continue
        limits = replace(lesson.limits, wall_seconds=seconds)
        with Sandbox(lesson, limits) as sandbox:
            for solution in mine:
                started, budget = time.process_time(), Budget.of(limits)
                exercise = find_exercise(solution.exercise)[1]
                submission = Submission(Path("student.ipynb"), solution.cells)
                judged = judge_submission(submission, [exercise], budget, sandbox)
                taken = time.process_time() - started + limits.cpu_seconds - budget.cpu_seconds
                found[solution.id] = _verdict(solution, judged.exercises[0], taken)
    return [found[solution.id] for solution in solutions]


def _verdict(solution: Solution, result: ExerciseResult, cpu_seconds: float) -> Verdict:
    told = [check.diagnosis for check in result.checks if check.diagnosis]
    named = Counter(diagnosis.misconception for diagnosis in told if diagnosis.misconception)
    cause = ", ".join(sorted(named))
    said = "\n".join(told[0].lines()) if told else ""
    marked = all(check.outcome is not Outcome.INTERNAL for check in result.checks)
    return Verdict(solution, result.full, cause, cpu_seconds, said, marked)

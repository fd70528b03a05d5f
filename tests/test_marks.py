"""docs/marks.md, which benchmarks/marks.py writes, against the bank and the weights of today."""

from __future__ import annotations

import re
import sys

import pytest
from conftest import ROOT

from autograder.course.catalogue import Exercise, find_exercise, lessons
from autograder.judge.bank import implementation, misconceptions
from autograder.judge.exercises import judge_exercise
from autograder.judge.suites import checks_of
from autograder.outcomes import Outcome

sys.path.append(str(ROOT / "benchmarks"))
from marks import RULE, TABLE, failed_checks, kept, sections

EXERCISES = [exercise for lesson in lessons() for exercise in lesson.exercises]
ROW = re.compile(r"^\| ([\d.]+) \| (\w+) \| ([\d, ]+) \|$", re.MULTILINE)
AGAIN = "Run python benchmarks/marks.py for this exercise."


def test_the_table_has_every_exercise_and_says_the_rule() -> None:
    text = TABLE.read_text(encoding="utf-8")
    assert text.startswith(RULE)
    assert list(sections(text)) == [exercise.id for exercise in EXERCISES]


@pytest.mark.parametrize("exercise", EXERCISES, ids=[exercise.id for exercise in EXERCISES])
def test_every_mistake_keeps_what_the_table_says(exercise: Exercise) -> None:
    section, checks = sections(TABLE.read_text(encoding="utf-8"))[exercise.id], checks_of(exercise.id)
    rows = ROW.findall(section)
    assert sorted(name for _, name, _ in rows) == sorted(m.id for m in misconceptions(exercise.id)), AGAIN
    for number, check in enumerate(checks, 1):
        assert f"{number}. {check.title} ({check.weight}{'+' if check.supports else ''})\n" in section, AGAIN
    for points, name, numbers in rows:
        failed = [checks[int(number) - 1] for number in numbers.split(", ")]
        assert float(points) == kept(exercise, failed), f"{name}: {AGAIN}"


@pytest.mark.parametrize("name", ["02.output_size", "08.mixup", "09.most_confused"])
def test_the_table_counts_as_the_judge_does(name: str) -> None:
    exercise = find_exercise(name)[1]
    for known in misconceptions(name):
        result = judge_exercise(exercise, implementation(known), 0)
        stopped = [check.id for check in result.checks if check.outcome is not Outcome.PASSED]
        failed = failed_checks(exercise, known.id)
        assert [check.id for check in failed] == stopped
        assert kept(exercise, failed) == result.score

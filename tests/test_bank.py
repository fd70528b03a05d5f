"""The judge's own test: every known mistake is rejected by its name, every honest style passes, every stub is zero."""

from __future__ import annotations

import copy
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from autograder.catalogue import Exercise, find_exercise, lessons
from autograder.inside.wire import encode
from autograder.judge import diagnosis
from autograder.judge import exercises as engine
from autograder.judge.bank import (
    FOLDER,
    Misconception,
    alternatives,
    execute,
    implementation,
    misconceptions,
    stubs,
)
from autograder.judge.exercises import judge
from autograder.judge.in_process import InProcess, reference
from autograder.judge.suites import checks_of
from autograder.observing import Implementation
from autograder.outcomes import Outcome

# One seed at every change, five in all with `make test-slow`.
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))]


class Remembering:
    """An implementation that answers each question once; what it said is said again.

    To name a mistake, the judge asks all known ones what it asked the student's code. Here every known mistake is the
    student once, and is asked the same each time, since the seeds are fixed and nothing of one run reaches the next.
    """

    def __init__(self, asked: Implementation) -> None:
        self.asked = asked
        self.answers: dict[bytes, Any] = {}

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> Any:
        question = hashlib.sha256(encode([source, name, given, seed])).digest()
        if question not in self.answers:
            self.answers[question] = self.asked.observe(source, name, given, seed)
        return copy.deepcopy(self.answers[question])


@pytest.fixture(autouse=True)
def every_question_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (diagnosis, engine):
        monkeypatch.setattr(module, "implementation", _known)
    monkeypatch.setattr(engine, "reference", lambda modules: _reference(tuple(modules)))


@cache
def _known(wrong: Misconception) -> Remembering:
    return Remembering(implementation(wrong))


@cache
def _reference(modules: tuple[str, ...]) -> Remembering:
    return Remembering(reference(modules))


EXERCISES = [exercise for lesson in lessons() for exercise in lesson.exercises]
WRONG = [m for e in EXERCISES for m in misconceptions(e.id)]
STUBS = [(e, path) for e in EXERCISES for path in stubs(e.id)]
RIGHT = [(e, path) for e in EXERCISES for path in alternatives(e.id)]


def named(value: Exercise | Misconception | Path) -> str:
    """Ids like 04.identity_block-no_shortcut, so that `-k 04.` picks an exercise."""
    if isinstance(value, Misconception):
        return f"{value.exercise}-{value.id}"
    return value.stem if isinstance(value, Path) else value.id


@pytest.mark.parametrize("wrong", WRONG, ids=named)
@pytest.mark.parametrize("seed", SEEDS)
def test_misconception_is_rejected_with_its_own_name(wrong: Misconception, seed: int) -> None:
    exercise = find_exercise(wrong.exercise)[1]
    result = judge(exercise, implementation(wrong), seed * 1000)
    stopped = [check for check in result.checks if check.outcome is not Outcome.PASSED]
    assert result.score < result.max_score
    assert stopped
    assert {check.diagnosis.misconception for check in stopped if check.diagnosis} == {wrong.id}


@pytest.mark.parametrize(
    "seeds", [range(2), pytest.param(range(2, 20), marks=pytest.mark.slow)], ids=["", "more"]
)
@pytest.mark.parametrize(("exercise", "path"), RIGHT, ids=named)
def test_other_styles_get_full_marks(exercise: Exercise, path: Path, seeds: range) -> None:
    names = execute(path.read_text(encoding="utf-8"), str(path))
    for seed in seeds:
        result = judge(exercise, InProcess(names), seed * 1000)
        stopped = [
            (check.id, check.diagnosis) for check in result.checks if check.outcome is not Outcome.PASSED
        ]
        assert not stopped, f"seed {seed}: {stopped}"
        assert result.score == result.max_score


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_the_reference_gets_full_marks(exercise: Exercise) -> None:
    assert judge(exercise, reference(exercise.reference)).full


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_nothing_written_is_zero_and_says_so(exercise: Exercise) -> None:
    result = judge(exercise, InProcess({}))
    assert result.score == 0
    assert {check.outcome for check in result.checks} == {Outcome.NOT_WRITTEN}


@pytest.mark.parametrize(("exercise", "path"), STUBS, ids=named)
@pytest.mark.parametrize("seed", SEEDS)
def test_stubs_score_zero(exercise: Exercise, path: Path, seed: int) -> None:
    student = InProcess(execute(path.read_text(encoding="utf-8"), str(path)))
    result = judge(exercise, student, seed * 1000)
    assert result.score == 0
    assert Outcome.INTERNAL not in {check.outcome for check in result.checks}


def test_a_mistake_that_nobody_foresaw_is_described_and_not_guessed() -> None:
    source = (
        (FOLDER / "04.identity_block" / "sequential_branch.py")
        .read_text()
        .replace("shortcut + self.branch(x)", "shortcut + 1.01 * self.branch(x)")
    )
    result = judge(find_exercise("04.identity_block")[1], InProcess(execute(source, "<unforeseen>")))
    output = result.checks[0]
    assert output.outcome is Outcome.FAILED
    assert output.diagnosis is not None
    assert output.diagnosis.misconception is None
    assert "Every layer agrees, up to the addition" in output.diagnosis.saw


def test_every_misconception_says_all_it_has_to() -> None:
    known = [m for exercise in EXERCISES for m in misconceptions(exercise.id)]
    assert len({(m.exercise, m.id) for m in known}) == len(known)
    for wrong in known:
        assert wrong.cause.endswith("."), wrong.id
        assert wrong.question.endswith("?"), wrong.id
        assert wrong.reread, wrong.id


def test_reread_names_a_heading_of_the_lesson() -> None:
    masters = {
        path.name[:2]: path.read_text("utf-8") for path in (ROOT / "solutions").glob("*/[0-9][0-9]_*.py")
    }
    for lesson in lessons():
        rereads = [m.reread for e in lesson.exercises for m in misconceptions(e.id)]
        rereads += [check.reread for e in lesson.exercises for check in checks_of(e.id)]
        for reread in rereads:
            named_headings = re.findall(r'(?:^|; |lesson (\d\d), )"([^"]+)"', reread)
            assert named_headings, reread
            for number, heading in named_headings:
                prose = masters.get(number or lesson.name[:2])
                assert prose is None or any(
                    line.lstrip("# ").strip() == heading for line in prose.splitlines()
                ), f"{lesson.name}: {reread}"


def test_an_edit_that_no_longer_fits_the_reference_is_refused() -> None:
    stale = Misconception(
        "x", "04.identity_block", "a.", "b?", "c", "identity_block", (("no such text", "y"),)
    )
    with pytest.raises(ValueError, match="stands 0 times"):
        stale.source()

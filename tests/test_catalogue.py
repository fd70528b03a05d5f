"""The catalogue is right, and says what is wrong where it is not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder.course.catalogue import CatalogueError, find_exercise, find_lesson, lessons, read
from autograder.inside.limits import Limits
from autograder.judge.suites import checks_of

GOOD = """
[[lesson]]
name = "04_block"
title = "A block"
minutes = 10
may_import = []
[[lesson.exercise]]
id = "04.block"
title = "It"
points = 5
reference = ["identity_block"]
hints = ["a", "b", "c"]
"""


def limited(line: str) -> str:
    """The good catalogue with a table of limits."""
    return GOOD.replace("[[lesson.exercise]]", f"[lesson.limits]\n{line}\n[[lesson.exercise]]")


BAD = {
    "not TOML": ("[[lesson", "not TOML"),
    "no lesson": ("title = 1", "not TOML with"),
    "no title": (GOOD.replace('title = "A block"\n', ""), "needs 'title'"),
    "wrong kind": (GOOD.replace("minutes = 10", 'minutes = "ten"'), "needs 'minutes'"),
    "unknown key": (GOOD.replace("minutes = 10", "minutes = 10\nmood = 1"), "'mood', which means nothing"),
    "other lesson's id": (GOOD.replace('"04.block"', '"05.block"'), "must start with 04."),
    "no points": (GOOD.replace("points = 5", "points = 0"), "more than 0"),
    "two hints": (GOOD.replace(', "c"]', "]"), "needs 3 hints"),
    "an empty hint": (GOOD.replace('"c"]', '" "]'), "none may be empty"),
    "a lesson twice": (GOOD + GOOD, "twice"),
    "an entry that is no table": ("lesson = 3", "not TOML with"),
    "a hint that is no text": (
        GOOD.replace('"b"', "2"),
        r"exercise '04.block' needs 'hints\[1\]' to be text; it has a whole number",
    ),
    "points that are no number": (
        GOOD.replace("points = 5", "points = true"),
        "needs 'points' to be a number",
    ),
    "an unknown limit": (
        limited("colour = 3"),
        "table 'limits' of the lesson '04_block' has 'colour', .* Known are: wall_seconds, cell_seconds, cpu_seconds",
    ),
    "no time at all": (limited("wall_seconds = 0"), "needs 'wall_seconds' to be a number > 0"),
    "negative memory": (limited("memory_bytes = -1"), "needs 'memory_bytes' to be a whole number >= 1"),
    "half a process": (limited("processes = 1.5"), "needs 'processes' to be a whole number"),
    "a time that is no number": (limited("wall_seconds = nan"), "needs 'wall_seconds' to be a number"),
    "no seconds": (GOOD + "seconds = 0\n", "'04.block' needs 'seconds' to be a number > 0"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_a_broken_catalogue_says_where(text: str, said: str) -> None:
    with pytest.raises(CatalogueError, match=said):
        read(text)


def test_a_good_one_is_read() -> None:
    (lesson,) = read(GOOD)
    assert lesson.exercises[0].grade_id == "04-block"
    assert lesson.notebook == "04_block.ipynb"


def test_limits_are_the_usual_ones_where_nothing_is_said() -> None:
    (lesson,) = read(GOOD)
    assert lesson.limits == Limits()
    assert lesson.exercises[0].seconds == 20.0


def test_a_lesson_and_an_exercise_may_have_limits_of_their_own() -> None:
    (lesson,) = read(limited("wall_seconds = 240\nmemory_bytes = 8_000_000_000") + "seconds = 30\n")
    assert lesson.limits == Limits(wall_seconds=240, memory_bytes=8_000_000_000)
    assert lesson.exercises[0].seconds == 30


def test_the_catalogue_comes_without_torch() -> None:
    code = "import sys, autograder.course.catalogue as c; c.lessons(); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_every_exercise_has_checks_whose_values_earn_points() -> None:
    for lesson in lessons():
        for exercise in lesson.exercises:
            checks = checks_of(exercise.id)
            assert any(not check.supports for check in checks), exercise.id
            assert all(check.weight > 0 for check in checks), exercise.id


@pytest.mark.parametrize("name", ["04_identity_block", "04", "4"])
def test_a_lesson_is_found_by_name_and_number(name: str) -> None:
    assert find_lesson(name).name == "04_identity_block"


def test_unknown_names_come_with_near_ones() -> None:
    with pytest.raises(LookupError, match="Did you mean: 04_identity_block"):
        find_lesson("04_identiy_blok")
    with pytest.raises(LookupError, match=r"Did you mean: 04\.identity_block"):
        find_exercise("04.identity")

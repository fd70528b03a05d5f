"""What need not run again is what nothing has changed about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import passed_before
import pytest
from passed_before import named_digest, skip_if_passed_before

from autograder.course.catalogue import find_exercise, find_lesson

THINGS = {"exercise": find_exercise("06.make_stage")[1], "lesson": find_lesson("06")}
LOOKED_AT = [
    "autograder/inside/layers.py",
    "autograder/comparing/comparison.py",
    "autograder/judge/exercises.py",
    "autograder/checks/test_06_resnet50.py",
    "autograder/bank/06.make_stage/misconceptions.toml",
    "resnet_ref/network.py",
    "resnet_ref/identity_block.py",  # which network.py imports
]


def forget() -> None:
    for remembered in (passed_before.of_exercise, passed_before.of_lesson, passed_before.recorded):
        remembered.cache_clear()


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.mark.parametrize("thing", THINGS.values(), ids=THINGS)
@pytest.mark.parametrize("path", LOOKED_AT)
def test_a_changed_file_changes_the_digest(thing, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, read = named_digest(thing)[1], Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: read(self) + b"\n" * self.as_posix().endswith(path))
    forget()
    assert named_digest(thing)[1] != before


def test_another_exercises_bank_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    before, read = named_digest(THINGS["exercise"])[1], Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: read(self) + b"\n" * ("07." in self.as_posix()))
    forget()
    assert named_digest(THINGS["exercise"])[1] == before


@pytest.mark.parametrize("setting", ["CI", "COURSE_TESTS"])
def test_only_what_is_recorded_is_skipped_and_never_in_ci(
    setting: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("COURSE_TESTS", raising=False)
    monkeypatch.setattr(passed_before, "RECORD", tmp_path / "record.json")
    exercise = THINGS["exercise"]
    skip_if_passed_before(exercise)
    passed_before.record([exercise])
    forget()
    with pytest.raises(pytest.skip.Exception, match=r"record\.json"):
        skip_if_passed_before(exercise)
    monkeypatch.setenv(setting, "all")
    skip_if_passed_before(exercise)

"""No submission gets more than it deserves, touches another's result, or leaves anything behind."""

from __future__ import annotations

import contextlib
import io
import json
import re
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from hostile import CASES, Case
from hostile.case import RIGHT, RIGHT_SCORE
from remembering import remember
from rich.console import Console
from warm_sandboxes import warm_sandbox

from autograder.course.catalogue import find_lesson
from autograder.inside.limits import Limits
from autograder.jail import Sandbox, available_level
from autograder.jail.budget import Budget
from autograder.judge.submissions import judge_submission
from autograder.outcomes import Judged, Outcome
from autograder.reading import Submission
from autograder.reports import html, terminal, text

LESSON = find_lesson("04_identity_block")
LIMITS = Limits(wall_seconds=40, cpu_seconds=30, tmp_bytes=64 * 2**20)
SEED = 7  # one for all, so that what the judge asks known mistakes is asked once
HANGS_SECONDS = 1.0  # for what only the clock ends
LEVEL, WHY_NOT = available_level()
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

pytestmark = pytest.mark.skipif(LEVEL != "bubblewrap", reason=f"no bubblewrap here: {WHY_NOT}")


@pytest.fixture
def sandbox() -> Sandbox:
    return warm_sandbox(LESSON, LIMITS)


@pytest.fixture(autouse=True)
def every_question_once(monkeypatch: pytest.MonkeyPatch) -> None:
    remember(monkeypatch)


def run(sandbox: Sandbox, cells: tuple[str, ...], seconds: float = LIMITS.wall_seconds) -> Judged:
    submission = Submission(Path("student.ipynb"), cells)
    budget = Budget.of(replace(LIMITS, wall_seconds=seconds))
    return judge_submission(submission, LESSON.exercises, budget, sandbox, SEED)


def left_behind(sandbox: Sandbox) -> tuple[int, list[str]]:
    """How many processes run in the sandbox, and the files in its folder with the time of their last change."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = {sandbox._process.pid}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    files = [f"{path} {path.lstat().st_mtime_ns}" for path in sorted(sandbox._folder.rglob("*"))]
    return len(found), files


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_submission_gets_what_it_deserves_and_leaves_nothing(case: Case, sandbox: Sandbox) -> None:
    before = left_behind(sandbox)
    started = time.monotonic()
    done = run(sandbox, case.sources(), HANGS_SECONDS if case.hangs else LIMITS.wall_seconds)
    seconds = time.monotonic() - started

    (exercise,) = done.exercises
    seen = [(check.id, check.outcome.value, check.diagnosis) for check in exercise.checks]
    assert {outcome for _, outcome, _ in seen} <= case.outcomes, seen
    if case.at_most:
        assert exercise.score <= case.score, seen
    else:
        assert exercise.score == case.score, seen
    assert seconds < sandbox.limits.wall_seconds + 10

    shown_as_data(done)
    assert run(sandbox, (RIGHT,)).score == RIGHT_SCORE, "the next submission suffers from it"
    deadline = time.monotonic() + 5
    while left_behind(sandbox) != before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left_behind(sandbox) == before


def shown_as_data(done: Judged) -> None:
    """What a submission says is text, and never more, in every form of the report."""
    (exercise,) = done.exercises
    screen = io.StringIO()
    terminal.render(done, Console(file=screen, width=100))
    page = html.render(exercise)
    for shown in (screen.getvalue(), text.plain(exercise), page):
        assert not UNSAFE.search(shown)
        assert len(shown) < 100_000
    assert "<script" not in page
    assert "<img" not in page
    assert [line[0] for line in text.plain(exercise).splitlines()[1:] if line[0] != " "] == [
        "✓" if c.outcome is Outcome.PASSED else "·" if c.outcome is Outcome.NOT_WRITTEN else "✗"
        for c in exercise.checks
    ]
    json.dumps(done.as_json()).encode("ascii")
    outputs = [[nbformat.from_dict(o) for o in json.loads(cell.outputs)] for cell in done.cells]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=rows) for rows in outputs])
    nbformat.validate(book)
    assert len(nbformat.writes(book).encode()) < 8 * 2**20


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert all(case.tries for case in CASES)


def test_attacks_aim_at_what_is_there() -> None:
    """An attack on a module of an old name hurts nobody."""
    named = {name for case in CASES for cell in case.cells for name in re.findall(r"\b(inside\.\w+)", cell)}
    assert {"inside.session", "inside.wire", "inside.probing"} <= named
    assert [name for name in sorted(named) if find_spec(f"autograder.{name}") is None] == []
    assert not [case.name for case in CASES if re.search(r"\bsandbox\.\w+", "".join(case.cells))]

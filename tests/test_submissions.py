"""A loop or a crash costs what it happens in, and all processes of one submission share one budget."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from conftest import ROOT
from warm_sandboxes import warm_sandbox

from autograder.course.catalogue import find_lesson
from autograder.inside.limits import Limits
from autograder.jail import Sandbox
from autograder.jail.budget import Budget
from autograder.judge.bank import FOLDER
from autograder.judge.submissions import judge_submission
from autograder.outcomes import Judged, Outcome
from autograder.reading import Submission

LESSON = find_lesson("02_convolution")
# One second for each, so that a loop does not take the tests long.
EXERCISES = [msgspec.structs.replace(exercise, seconds=1.5) for exercise in LESSON.exercises]
LIMITS = Limits(wall_seconds=12, cell_seconds=1.5)


def right(exercise: str) -> str:
    """A right answer, in a cell of its own."""
    return min((FOLDER / exercise).glob("*.py"), key=lambda path: path.stat().st_size).read_text()


ANSWERS = [right(exercise.id) for exercise in EXERCISES]
FIRST = EXERCISES[0].id
CALL = "conv_output_size(32, 3)"
STOPS = {
    "loop": ("while True: pass", Outcome.TIMEOUT),
    "crash": ("__import__('os')._exit(0)", Outcome.CRASHED),
}


@pytest.fixture
def sandbox() -> Sandbox:
    return warm_sandbox(LESSON, LIMITS)


def judged(
    sandbox: Sandbox,
    *cells: str,
    seed: int | None = None,
    limits: Limits = LIMITS,
    modules: tuple[tuple[str, str], ...] = (),
) -> Judged:
    submission = Submission(Path("student.ipynb"), cells, modules)
    return judge_submission(submission, EXERCISES, Budget.of(limits), sandbox, seed)


def stopping(how: str) -> str:
    """The first exercise's function, which never answers."""
    return f"def conv_output_size(size, kernel, stride=1, padding=0):\n    {STOPS[how][0]}\n"


def outcomes(done: Judged) -> list[set[Outcome]]:
    return [{check.outcome for check in exercise.checks} for exercise in done.exercises]


@pytest.mark.parametrize("how", STOPS)
def test_a_loop_or_a_crash_in_one_exercise_costs_that_one(sandbox: Sandbox, how: str) -> None:
    done = judged(sandbox, stopping(how), *ANSWERS[1:])
    assert outcomes(done) == [{STOPS[how][1]}, {Outcome.PASSED}, {Outcome.PASSED}]


@pytest.mark.parametrize("how", STOPS)
def test_a_cell_that_calls_it_is_left_out_and_said_to_be(sandbox: Sandbox, how: str) -> None:
    done = judged(sandbox, stopping(how), CALL, *ANSWERS[1:])
    assert outcomes(done) == [{STOPS[how][1]}, {Outcome.PASSED}, {Outcome.PASSED}]
    assert done.cells[1].error == STOPS[how][1]
    assert done.cells[1].message.startswith("Code cell 2 was left out.")


@pytest.mark.parametrize("how", STOPS)
def test_what_such_a_cell_was_to_define_is_not_called_unwritten(sandbox: Sandbox, how: str) -> None:
    done = judged(sandbox, ANSWERS[0] + f"\n{STOPS[how][0]}", *ANSWERS[1:])
    assert outcomes(done) == [{STOPS[how][1]}, {Outcome.PASSED}, {Outcome.PASSED}]
    diagnosis = done.exercises[0].checks[0].diagnosis
    assert diagnosis is not None
    assert diagnosis.saw.startswith("Code cell 1 was left out.")


def test_a_cell_of_stubs_stays_unwritten_beside_one_that_crashed(sandbox: Sandbox) -> None:
    stub = f'def conv_output_size(size, kernel, stride=1, padding=0):\n    raise NotImplementedError("{FIRST}")\n'
    done = judged(sandbox, stub, STOPS["crash"][0], *ANSWERS[1:])
    assert outcomes(done) == [{Outcome.NOT_WRITTEN}, {Outcome.PASSED}, {Outcome.PASSED}]


def test_replacements_share_the_time_that_is_left(sandbox: Sandbox) -> None:
    slow_crash = "import time, os; time.sleep(1); os._exit(0)"
    budget = Budget.of(replace(LIMITS, wall_seconds=2.5))
    submission = Submission(Path("student.ipynb"), (slow_crash,) * 4)
    done = judge_submission(submission, EXERCISES, budget, sandbox)
    # It waited no longer, though four cells would have slept for four seconds.
    assert -0.5 < budget.seconds <= 0
    assert {outcome for found in outcomes(done) for outcome in found} <= {Outcome.CRASHED, Outcome.TIMEOUT}


def test_replacements_share_the_processor_time_that_is_left(sandbox: Sandbox) -> None:
    budget = Budget.of(LIMITS)
    busy = "import time, os\nstart = time.process_time()\nwhile time.process_time() - start < 0.5: pass\nos._exit(0)"
    judge_submission(Submission(Path("student.ipynb"), (busy, "1")), EXERCISES[:1], budget, sandbox)
    assert budget.cpu_seconds <= LIMITS.cpu_seconds - 0.4


def test_cells_are_replaced_only_so_often(sandbox: Sandbox) -> None:
    done = judged(sandbox, *([STOPS["crash"][0]] * 9), *ANSWERS)
    assert outcomes(done) == [{Outcome.CRASHED}] * 3
    assert done.score == 0


def test_the_same_seed_asks_the_same_again(sandbox: Sandbox) -> None:
    wrong = ANSWERS[1].replace("return ", "return 1.001 * ")
    assert wrong != ANSWERS[1]
    first, other = (judged(sandbox, ANSWERS[0], wrong, ANSWERS[2]) for _ in range(2))
    again = judged(sandbox, ANSWERS[0], wrong, ANSWERS[2], seed=first.seed)
    assert again.as_json() == first.as_json()
    assert other.seed != first.seed
    assert first.versions.keys() >= {"python", "torch"}


def test_one_exercise_alone_is_asked_what_it_is_asked_beside_others(sandbox: Sandbox) -> None:
    cells = (ANSWERS[0], ANSWERS[1].replace("return ", "return 1.001 * "), ANSWERS[2])
    whole = judged(sandbox, *cells, seed=5)
    submission = Submission(Path("student.ipynb"), cells)
    alone = judge_submission(submission, EXERCISES[1:2], Budget.of(LIMITS), sandbox, 5)
    assert alone.exercises[0] == whole.exercises[1]


@pytest.mark.parametrize(
    "raising",
    [
        "raise NotImplementedError",
        "raise NotImplementedError('later')",
        "raise MemoryError('02.output_size')",
    ],
)
def test_only_the_stubs_own_error_is_unwritten(sandbox: Sandbox, raising: str) -> None:
    cell = f"def conv_output_size(size, kernel, stride=1, padding=0):\n    {raising}\n"
    done = judged(sandbox, cell, *ANSWERS[1:])
    assert Outcome.NOT_WRITTEN not in outcomes(done)[0]


def test_a_cause_that_a_submission_makes_up_counts_for_nothing() -> None:
    from autograder.inside.causes import Cause

    assert Cause.known("passed") is Cause.EXCEPTION
    assert Cause.known("stub") is Cause.STUB


def test_no_message_decides() -> None:
    """Kinds travel on the wire, so nobody reads sentences to find out what happened."""
    decides = re.compile(r"\.(message|saw)\.(startswith|endswith|find)|in [\w.]*\.(message|saw)\b")
    found: list[Any] = []
    for path in sorted((ROOT / "autograder").rglob("*.py")):
        if "bank" not in path.parts:
            found += [
                f"{path.name}: {line}" for line in path.read_text().splitlines() if decides.search(line)
            ]
    assert found == []


def test_a_module_of_ones_own_beside_the_notebook_can_be_imported(sandbox: Sandbox) -> None:
    """Also after a process was replaced; and its text is text, whatever quotes stand in it."""
    helper = ANSWERS[0] + '\nSAYS = """it\'s \\\\ "quoted" {}"""\n'
    modules = (("my_helper.py", helper),)
    done = judged(sandbox, "from my_helper import *", modules=modules)
    assert done.exercises[0].full
    done = judged(sandbox, STOPS["crash"][0], "from my_helper import *", modules=modules)
    assert done.exercises[0].full
    assert not judged(sandbox, "from my_helper import *").exercises[0].score

"""What a submission can and cannot do in the worker, and what becomes of one that misbehaves."""

from __future__ import annotations

import contextlib
import json
import textwrap
from pathlib import Path

import pytest

from autograder.catalogue import find_lesson
from autograder.isolation import Worker
from autograder.judge.bank import FOLDER
from autograder.judge.outcomes import Outcome
from autograder.run import Run, run_isolated
from autograder.submission import Submission

LESSON = find_lesson("04_identity_block")
RIGHT = (FOLDER / "04.identity_block" / "sequential_branch.py").read_text(encoding="utf-8")


def run(*cells: str) -> Run:
    """Judge a submission of these cells."""
    submission = Submission(Path("student.ipynb"), tuple(textwrap.dedent(cell) for cell in cells))
    return run_isolated(LESSON, LESSON.exercises, submission)


def outcomes(done: Run) -> set[Outcome]:
    return {check.outcome for exercise in done.report.exercises for check in exercise.checks}


def said(done: Run) -> str:
    """Everything that the cells printed."""
    rows = [output for cell in done.cells for output in json.loads(cell["outputs"])]
    return "".join(row.get("text", "") for row in rows)


def test_a_right_solution_earns_all_points_and_its_output_is_kept() -> None:
    done = run(
        RIGHT, "print('built', IdentityBlock(8, 2).training)", "1 + 1", "from autograder import check, show"
    )
    assert done.report.score == done.report.max_score
    assert "built True" in said(done)
    assert '"text/plain": "2"' in done.cells[2]["outputs"]
    assert not done.cells[3]["error"]


def test_a_cell_that_raises_is_recorded_and_the_next_one_runs() -> None:
    done = run("1 / 0", RIGHT, "undefined_name", "import warnings, sys; print('to stderr', file=sys.stderr)")
    assert [cell["error"] for cell in done.cells] == ["ZeroDivisionError", "", "NameError", ""]
    assert done.report.score == done.report.max_score


@pytest.mark.parametrize(
    "module",
    ["resnet_ref.identity_block", "resnet_ref.network", "resnet_ref.model", "resnet_ref.family",
     "autograder.judge.engine", "autograder.checks", "autograder.catalogue", "conftest"],
)  # fmt: skip
def test_the_answer_and_the_judge_cannot_be_imported(module: str) -> None:
    done = run(f"from {module} import *", "import sys; print([m for m in sys.modules if 'identity' in m])")
    assert done.cells[0]["error"] == "ModuleNotFoundError"
    assert outcomes(done) == {Outcome.NOT_WRITTEN}
    assert "[]" in said(done)


def test_what_earlier_lessons_taught_can_be_imported() -> None:
    done = run(
        "from resnet_ref.convolution import conv2d, BatchNorm2d\nfrom resnet_ref.cifar10 import CLASSES"
    )
    assert not done.cells[0]["error"], done.cells[0]["message"]


def test_data_can_be_read() -> None:
    read = "from resnet_ref.cifar10 import LoaderConfig, read_split; print(len(read_split(LoaderConfig(), False)[0]))"
    assert "2000" in said(run(read))


def test_the_callers_environment_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET_OF_THE_CALLER", "x")
    done = run("import os; print(sorted(os.environ)); print(os.getcwd(), os.listdir('.'))")
    assert "A_SECRET" not in said(done)
    assert str(Path.cwd()) not in said(done)


def test_a_worker_that_leaves_by_itself_has_crashed() -> None:
    done = run(RIGHT, "import os; os._exit(0)")
    assert outcomes(done) == {Outcome.CRASHED}
    assert done.report.score == 0


def test_a_loop_without_end_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.isolation.WALL_SECONDS", 1.0)
    with Worker(LESSON, wall_seconds=8.0) as worker:
        from autograder.judge.engine import OutcomeError

        with pytest.raises(OutcomeError, match="did not finish within 8 seconds") as stop:
            worker.run(["while True: pass"])
    assert stop.value.outcome is Outcome.TIMEOUT


def test_writing_into_the_answers_is_tampering() -> None:
    forge = """
        import os, struct
        for fd in range(3, 64):
            try:
                os.write(fd, struct.pack(">Q", 5) + b"12345")
            except OSError:
                pass
    """
    done = run(RIGHT, forge)
    assert outcomes(done) <= {Outcome.TAMPERED, Outcome.CRASHED}
    assert done.report.score == 0


def test_endless_output_is_cut_and_costs_nothing() -> None:
    done = run(RIGHT, "print('x' * 30_000_000)", "print('later')")
    assert done.report.score == done.report.max_score
    assert sum(len(cell["outputs"]) for cell in done.cells) < 2**21


def test_an_exception_in_the_student_code_is_an_error_with_its_traceback() -> None:
    done = run(RIGHT.replace("shortcut = x", "shortcut = x.no_such_thing"))
    check = done.report.exercises[0].checks[0]
    assert check.outcome is Outcome.ERROR
    assert check.diagnosis is not None
    assert "AttributeError" in check.diagnosis.saw
    assert "no_such_thing" in check.diagnosis.traceback
    assert "sandbox" not in check.diagnosis.traceback


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Worker(LESSON) as worker:
        worker.run(
            ["open('a file', 'w').write('x')", "import subprocess; p = subprocess.Popen(['sleep', '600'])"]
        )
        group = worker._process.pid
    assert list(tmp_path.iterdir()) == []
    assert alive(group) == []


def alive(group: int) -> list[str]:
    """Processes of a group that still run; one that waits to be reaped does not."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _, process_group = stat.read_text().rpartition(")")[2].split()[:3]
            if int(process_group) == group and state not in "ZX":
                found.append(stat.parent.name)
    return found

"""What a student's checks add up to, where they are sent next, and checks that follow every save."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest
from conftest import ROOT, solution
from filelock import FileLock
from hostile import CASES
from typer.testing import CliRunner

from autograder.command_line import app
from autograder.course.catalogue import find_exercise, find_lesson
from autograder.outcomes import CheckResult, ExerciseResult, Outcome
from autograder.reading import Submission, Unreadable
from autograder.student import copies, file_versions, scores
from autograder.student.notebook import NotThereYet, check

PATIENCE = 120  # seconds; what comes in milliseconds may take long on a busy machine
LESSON = find_lesson("04_identity_block")
EXERCISE = LESSON.exercises[0]
RIGHT = solution(ROOT / "solutions" / LESSON.name / f"{LESSON.name}.py", "write-04-identity_block")
NO_LAST_RELU = RIGHT.replace("return self.relu(out + x)", "return out + x")
IMPORTS = "import torch\nfrom torch import nn\n"


def typed(*arguments: str) -> str:
    """What a command prints that ends well."""
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def result(score: float, outcome: Outcome = Outcome.PASSED, exercise: str = EXERCISE.id) -> ExerciseResult:
    return ExerciseResult(exercise, "", score, 10.0, (CheckResult("x", "", outcome),))


@pytest.fixture
def work(course: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's work/ in a fresh clone, as the current folder; lesson 04 has been opened."""
    copies.own_copy(course, LESSON)
    monkeypatch.chdir(course / "work")
    return course / "work"


def test_the_last_check_of_every_exercise_counts(work: Path) -> None:
    scores.record(work, [result(10.0)])
    scores.record(work, [result(4.0), result(3.0, exercise="06.make_stage")])
    assert scores.read(work.parent) == ({EXERCISE.id: 4.0, "06.make_stage": 3.0}, "")


def test_a_fault_of_ours_is_no_mark(work: Path) -> None:
    scores.record(work, [result(10.0)])
    scores.record(work, [result(0.0, Outcome.INTERNAL)])
    assert scores.read(work.parent)[0] == {EXERCISE.id: 10.0}


@pytest.mark.parametrize(
    "content",
    [b"", b"{half", b"[]", b'{"a": "b"}', b'{"a": true}', b'{"a": NaN}', b"\xff\xfe", b"[" * 100_000],
)
def test_a_damaged_file_is_told_kept_and_begun_anew(content: bytes, work: Path) -> None:
    (work / ".progress.json").write_bytes(content)
    assert "cannot be read" in typed("next").replace("\n", " ")
    assert "cannot be read" in typed("progress").replace("\n", " ")
    scores.record(work, [result(10.0)])
    assert scores.read(work.parent) == ({EXERCISE.id: 10.0}, "")
    assert (work / ".progress.damaged").read_bytes() == content


def test_what_cannot_be_written_stops_nobody(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **settings: object) -> None:
        raise OSError(28, "No space left on device")

    scores.record(work, [result(10.0)])
    monkeypatch.setattr(Path, "write_text", full)
    assert "not kept: [Errno 28] No space left" in scores.record(work, [result(4.0)])
    assert scores.read(work.parent)[0] == {EXERCISE.id: 10.0}


def test_why_points_are_not_kept_is_said(
    work: Path, course: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert scores.record(work, [result(10.0)]) == ""
    assert "not in the course's work/ folder" in scores.record(course / "lessons", [result(4.0)])
    assert "not inside the course's folder" in scores.record(tmp_path_factory.mktemp("far"), [result(4.0)])
    with FileLock(work / ".progress.lock"):
        monkeypatch.setattr(scores, "_LOCK_SECONDS", 0.1)
        assert "another check is still writing" in scores.record(work, [result(4.0)])


@pytest.mark.parametrize("gone_to", ["/", "a folder that is gone"])
def test_a_notebook_is_known_by_where_its_kernel_started(gone_to: str, work: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = f"""
import os
os.chdir({gone_to if gone_to == "/" else str(gone)!r})
{"" if gone_to == "/" else f"os.rmdir({str(gone)!r})"}
from autograder.outcomes import ExerciseResult
from autograder.student import scores
print("reason:", repr(scores.record(None, [ExerciseResult({EXERCISE.id!r}, "", 4.0, 10.0, ())])))
"""
    command = [sys.executable, "-m", "IPython", "--quick", "--colors=nocolor", "-c", program]
    done = subprocess.run(command, cwd=work / LESSON.name, capture_output=True, text=True)
    assert "reason: ''" in done.stdout, done.stdout + done.stderr
    assert scores.read(work.parent)[0] == {EXERCISE.id: 4.0}


def test_next_goes_on_from_where_you_are_and_comes_back(work: Path, course: Path) -> None:
    first = copies.released(course)[0]
    assert EXERCISE.id in typed("next")
    later = find_lesson("06_resnet50")
    copies.own_copy(course, later)
    os.utime(work / later.name / later.notebook, (2**31, 2**31))
    found = json.loads(typed("next", "--json"))
    assert found["exercise"] == later.exercises[0].id
    assert (course / found["notebook"]).is_file()
    assert str(later.minutes) in typed("next")

    for lesson in copies.released(course):
        if lesson != first:
            scores.record(work, [result(e.points, exercise=e.id) for e in lesson.exercises])
    assert json.loads(typed("next", "--json"))["exercise"] == first.exercises[0].id
    scores.record(work, [result(e.points, exercise=e.id) for e in first.exercises])
    assert "full marks" in typed("next")
    assert json.loads(typed("next", "--json")) is None


def test_lab_opens_at_the_next_lesson(work: Path, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(program: str, arguments: list[str]) -> None:
        raise SystemExit(next(a for a in arguments if "default_url" in a))

    monkeypatch.setattr(os, "execv", opened)
    assert LESSON.notebook in str(CliRunner().invoke(app, ["lab"]).exception)
    scores.record(work, [result(EXERCISE.points)])
    after = copies.released(course)[copies.released(course).index(LESSON) + 1]
    assert after.notebook in str(CliRunner().invoke(app, ["lab"]).exception)
    assert LESSON.notebook in str(CliRunner().invoke(app, ["lab", "4"]).exception)


def test_progress_shows_points_of_points(work: Path) -> None:
    scores.record(work, [result(4.0)])
    assert "4 of 10" in typed("progress")
    rows = json.loads(typed("progress", "--json"))
    assert rows["score"] == 4
    assert {"id": EXERCISE.id, "score": 4, "max_score": 10} in rows["exercises"]
    assert {row["score"] for row in rows["exercises"]} == {4, None}
    scores.record(work, [result(10.0)])
    assert "10 of 10 ✓" in typed("progress")


def test_checks_in_notebook_and_terminal_are_recorded_and_only_those_of_ones_own_copy(
    work: Path, answered: Callable[[Path, str, str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = work / LESSON.name / LESSON.notebook
    answered(own, EXERCISE.id, NO_LAST_RELU)
    CliRunner().invoke(app, ["check", "4"])
    assert scores.read(work.parent)[0] == {EXERCISE.id: 4.0}

    names: dict[str, object] = {"check": check}
    exec(IMPORTS + RIGHT, names)
    monkeypatch.chdir(own.parent)
    exec(f"check({EXERCISE.id!r})", names)
    assert scores.read(work.parent)[0] == {EXERCISE.id: 10.0}

    monkeypatch.chdir(work.parent / "solutions")
    exec(IMPORTS + NO_LAST_RELU, names)
    with pytest.raises(NotThereYet):
        exec(f"check({EXERCISE.id!r})", names)
    assert scores.read(work.parent)[0] == {EXERCISE.id: 10.0}


@pytest.fixture
def saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, Queue[Submission | Unreadable]]]:
    """A file that is being watched, and what the watcher has seen of it."""
    monkeypatch.setattr(file_versions, "INTERVAL", 0.01)
    monkeypatch.setattr(file_versions, "PATIENCE", 0.4)
    path, seen, over = tmp_path / "answer.ipynb", Queue[Submission | Unreadable](), threading.Event()

    def look() -> None:
        for version in file_versions.versions(path):
            seen.put(version)
            if over.is_set():
                return

    watcher = threading.Thread(target=look)
    watcher.start()
    yield path, seen
    over.set()
    path.with_suffix(".new").write_text(notebook(f"last = {time.time()}"))
    path.with_suffix(".new").replace(path)
    watcher.join(timeout=PATIENCE)
    assert not watcher.is_alive()


def notebook(code: str, output: str = "") -> str:
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}]
    cell = {"cell_type": "code", "source": code, "metadata": {}, "outputs": outputs, "execution_count": 1}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def test_every_save_of_other_code_is_seen_once(saved: tuple[Path, Queue[Submission | Unreadable]]) -> None:
    path, seen = saved
    assert "There is no file" in str(seen.get(timeout=PATIENCE))
    path.write_text(notebook("a = 1"))
    assert seen.get(timeout=PATIENCE).cells == ("a = 1",)
    path.with_suffix(".swap").write_text(notebook("a = 2"))
    path.with_suffix(".swap").replace(path)  # as editors do
    assert seen.get(timeout=PATIENCE).cells == ("a = 2",)
    path.write_text(notebook("a = 2", output="only the output is new"))
    with pytest.raises(Empty):
        seen.get(timeout=0.3)


def test_half_a_file_is_waited_for(saved: tuple[Path, Queue[Submission | Unreadable]]) -> None:
    path, seen = saved
    seen.get(timeout=PATIENCE)
    whole = notebook("a = 1")
    path.write_text(whole[: len(whole) // 2])
    time.sleep(0.1)
    path.write_text(whole)
    assert seen.get(timeout=PATIENCE).cells == ("a = 1",)
    path.write_text(whole[:20])
    assert isinstance(seen.get(timeout=PATIENCE), Unreadable)
    path.write_text(whole)
    assert seen.get(timeout=PATIENCE).cells == ("a = 1",)


def test_watch_checks_every_save_and_ends_by_ctrl_c(tmp_path: Path) -> None:
    path = tmp_path / "answer.py"
    path.write_text(IMPORTS + NO_LAST_RELU)
    command = [str(Path(sys.executable).with_name("course")), "watch", "4", "--file", str(path)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
        # Tests that run in the background ignore Ctrl-C, and what they start would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as watcher:
        too_long = threading.Timer(240, watcher.kill)  # a watch that goes on would stop all tests
        too_long.start()
        assert watcher.stdout is not None
        seen: list[str] = []
        interrupted = False
        for line in watcher.stdout:
            seen.append(line)
            if line.startswith("isolation:"):  # a report's last line
                if "04_identity_block   4 of 10\n" in seen:
                    seen.clear()
                    path.write_text(IMPORTS + RIGHT)
                elif not interrupted:
                    assert "04_identity_block   10 of 10\n" in seen
                    watcher.send_signal(signal.SIGINT)
                    interrupted = True
        too_long.cancel()
        assert watcher.wait(timeout=PATIENCE) == 0, seen
    assert seen[-1] == "Ended.\n"
    assert "Traceback" not in "".join(seen)


LEFT_ON = ("default_dtype", "default_device", "no_gradients", "inference_mode", "autocast", "deterministic")
LEFT_ON += ("numpy_raises", "strict_warnings", "deleted_relu", "patched_repr", "lost_folder")


def test_what_a_cell_left_switched_on_costs_nothing_in_a_notebook_either(tmp_path: Path) -> None:
    cells = [source for case in CASES if case.name in LEFT_ON for source in case.sources()]
    assert len(cells) == 2 * len(LEFT_ON)
    program = f"""
import torch
from autograder import check
for cell in {cells!r}:
    exec(cell)
check("04.identity_block")
assert torch.get_default_dtype() is torch.float64 and not torch.is_grad_enabled() and not hasattr(torch, "relu")
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "10 of 10" in done.stdout


def test_every_exercise_of_a_released_lesson_is_known() -> None:
    for lesson in copies.released(ROOT):
        assert all(find_exercise(exercise.id)[0] is lesson for exercise in lesson.exercises)


def test_lab_opens_the_lesson_with_the_courses_settings(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.chdir(course)
    monkeypatch.setattr(os, "execv", lambda program, line: started.append(line))
    assert CliRunner().invoke(app, ["lab", "4"]).exit_code == 0
    options = dict(word[2:].split("=", 1) for word in started[0] if "=" in word)
    assert options["LabApp.default_url"] == f"/lab/tree/work/{LESSON.name}/{LESSON.notebook}"
    assert (course / "work" / LESSON.name / LESSON.notebook).is_file()
    overrides = json.loads((Path(options["LabApp.app_settings_dir"]) / "overrides.json").read_text())
    assert overrides

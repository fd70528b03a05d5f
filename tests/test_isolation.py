"""What a submission can and cannot do in its worker, and what becomes of one that misbehaves, at both levels."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT
from warm_sandboxes import warm_sandbox

from autograder.course.catalogue import find_lesson
from autograder.inside.limits import Limits
from autograder.jail import Sandbox, available_level
from autograder.jail.budget import Budget
from autograder.jail.layout import HIDDEN_PACKAGES, own_tmp
from autograder.judge.bank import FOLDER
from autograder.judge.submissions import judge_submission
from autograder.outcomes import Judged, Outcome
from autograder.reading import Submission

LESSON = find_lesson("04_identity_block")
RIGHT = (FOLDER / "04.identity_block" / "sequential_branch.py").read_text(encoding="utf-8")
LEVEL, WHY_NOT = available_level()
LIMITS = Limits(wall_seconds=20, cpu_seconds=15, memory_bytes=3 * 2**30, tmp_bytes=64 * 2**20)

needs_bubblewrap = pytest.mark.skipif(LEVEL != "bubblewrap", reason=f"no bubblewrap here: {WHY_NOT}")
LEVELS = [pytest.param("bubblewrap", marks=needs_bubblewrap), "process"]


@pytest.fixture(params=LEVELS)
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return warm_sandbox(LESSON, LIMITS, request.param)


@pytest.fixture
def sealed() -> Sandbox:
    """The strong level alone."""
    return warm_sandbox(LESSON, LIMITS, "bubblewrap")


def run(sandbox: Sandbox, *cells: str, **less: float) -> Judged:
    """Judge a submission of these cells, with less than the usual limits where `less` says so."""
    submission = Submission(Path("student.ipynb"), tuple(textwrap.dedent(cell) for cell in cells))
    budget = Budget.of(replace(sandbox.limits, **less))
    return judge_submission(submission, LESSON.exercises, budget, sandbox)


def outcomes(done: Judged) -> set[Outcome]:
    return {check.outcome for exercise in done.exercises for check in exercise.checks}


def said(done: Judged) -> str:
    """Everything that the cells printed."""
    rows = [output for cell in done.cells for output in json.loads(cell.outputs)]
    return "".join(row.get("text", "") for row in rows)


def test_a_right_solution_earns_all_points_and_its_output_is_kept(sandbox: Sandbox) -> None:
    done = run(
        sandbox,
        RIGHT,
        "print('built', IdentityBlock(8, 2).training)",
        "1 + 1",
        "from autograder import being_graded, check, show\nprint('graded', being_graded())",
    )
    assert "graded True" in said(done)
    assert done.score == done.max_score
    assert done.isolation == sandbox.level
    assert "built True" in said(done)
    assert '"text/plain": "2"' in done.cells[2].outputs
    assert not done.cells[3].error


def test_a_cell_that_raises_is_recorded_and_the_next_one_runs(sandbox: Sandbox) -> None:
    done = run(
        sandbox, "1 / 0", RIGHT, "undefined_name", "import warnings, sys; print('to stderr', file=sys.stderr)"
    )
    assert [cell.error for cell in done.cells] == ["ZeroDivisionError", "", "NameError", ""]
    assert done.score == done.max_score


@pytest.mark.parametrize(
    "module",
    [
        *("resnet_ref.identity_block", "resnet_ref.network", "resnet_ref.model", "resnet_ref.family"),
        *("autograder.judge.exercises", "autograder.checks", "autograder.course.catalogue", "conftest"),
        *("torchvision.models.resnet", *HIDDEN_PACKAGES),
    ],
)
def test_the_answer_and_the_judge_cannot_be_imported(sandbox: Sandbox, module: str) -> None:
    done = run(sandbox, f"from {module} import *")
    assert done.cells[0].error in ("RefusedImport", "ModuleNotFoundError"), done.cells[0]
    assert outcomes(done) == {Outcome.NOT_WRITTEN}
    if module.startswith("resnet_ref"):
        assert "Write it yourself" in str(done.as_json())


def test_torchvisions_transforms_are_there_and_its_models_are_not(sandbox: Sandbox) -> None:
    done = run(
        sandbox, "from torchvision import transforms, datasets", "from torchvision.models import resnet50"
    )
    assert [cell.error for cell in done.cells] == ["", "RefusedImport"]
    assert "Write it yourself" in done.cells[1].message


def test_what_earlier_lessons_taught_and_the_data_are_there(sandbox: Sandbox) -> None:
    done = run(
        sandbox,
        "from resnet_ref.convolution import conv2d, BatchNorm2d\nfrom resnet_ref.residual import ResidualBlock",
        "from resnet_ref.cifar10 import LoaderConfig, read_split; print(len(read_split(LoaderConfig(), False)[0]))",
    )
    assert [cell.error for cell in done.cells] == ["", ""], done.cells
    assert "2000" in said(done)


def test_the_callers_environment_is_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET_OF_THE_CALLER", "x")
    with Sandbox(LESSON, LIMITS) as sandbox:
        spy = """
            import glob, os
            print(sorted(os.environ), os.getcwd(), os.listdir("."))
            for path in glob.glob("/proc/[0-9]*/environ"):
                try:
                    print(open(path, "rb").read())
                except OSError:
                    pass
        """
        done = run(sandbox, spy)
    assert "HOME" in said(done)
    assert "A_SECRET" not in said(done)
    assert str(Path.cwd()) not in said(done)


def test_a_worker_that_leaves_by_itself_has_crashed(sandbox: Sandbox) -> None:
    done = run(sandbox, "import os; os._exit(0)")
    assert outcomes(done) == {Outcome.CRASHED}
    assert done.score == 0
    assert "ended by itself (status 0)" in str(done.as_json())


def test_a_loop_without_end_is_a_timeout(sandbox: Sandbox) -> None:
    done = run(sandbox, RIGHT, "while True: pass", wall_seconds=1.5)
    assert outcomes(done) == {Outcome.TIMEOUT}
    assert "within 1.5 seconds" in str(done.as_json())
    assert run(sandbox, "x = 1").score == 0  # and the next one is served as if nothing had been


def test_a_check_that_never_returns_is_a_timeout(sandbox: Sandbox) -> None:
    forward = "\nIdentityBlock.forward = lambda self, x: __import__('time').sleep(99)"
    done = run(sandbox, RIGHT + forward, wall_seconds=1.5)
    assert outcomes(done) == {Outcome.TIMEOUT}


def test_processor_time_is_limited(sandbox: Sandbox) -> None:
    done = run(sandbox, "while True: pass", cpu_seconds=1)
    assert outcomes(done) == {Outcome.TIMEOUT}
    assert "seconds of processor time" in str(done.as_json())


def test_writing_into_the_answers_is_tampering(sandbox: Sandbox) -> None:
    forge = """
        import os, struct
        for fd in range(3, 64):
            try:
                os.write(fd, struct.pack(">Q", 5) + b"12345")
            except OSError:
                pass
    """
    done = run(sandbox, RIGHT, forge)
    assert outcomes(done) <= {Outcome.TAMPERED, Outcome.CRASHED}
    assert done.score == 0


def test_memory_beyond_the_limit_is_an_error_of_that_cell_alone(sandbox: Sandbox) -> None:
    done = run(sandbox, RIGHT, "x = bytearray(8 * 2**30)", "y = 1")
    assert done.cells[1].error == "MemoryError"
    assert done.score == done.max_score


def test_memory_beyond_the_limit_in_a_check_is_said_to_be(sandbox: Sandbox) -> None:
    done = run(sandbox, RIGHT + "\nIdentityBlock.forward = lambda self, x: torch.zeros(2**33)")
    assert Outcome.OUT_OF_MEMORY in outcomes(done)
    assert done.score == 0


def test_endless_output_is_cut_and_costs_nothing(sandbox: Sandbox) -> None:
    done = run(sandbox, RIGHT, "print('x' * 30_000_000)", "print('later')")
    assert done.score == done.max_score
    assert sum(len(cell.outputs) for cell in done.cells) < 2**21


def test_a_file_too_large_is_refused(sandbox: Sandbox) -> None:
    done = run(sandbox, RIGHT, "open('big', 'wb').write(b'x' * 100_000_000)")
    assert done.cells == () or done.cells[1].error == "OSError"


def test_an_exception_in_the_students_code_is_an_error_with_its_traceback(sandbox: Sandbox) -> None:
    done = run(sandbox, RIGHT.replace("shortcut = x", "shortcut = x.no_such_thing"))
    check = done.exercises[0].checks[0]
    assert check.outcome is Outcome.ERROR
    assert check.diagnosis is not None
    assert "AttributeError" in check.diagnosis.saw
    assert "no_such_thing" in check.diagnosis.traceback
    assert "sandbox" not in check.diagnosis.traceback


def test_leaving_from_inside_a_check_is_no_way_out(sandbox: Sandbox) -> None:
    done = run(sandbox, RIGHT + "\nIdentityBlock.forward = lambda self, x: __import__('sys').exit(0)")
    assert outcomes(done) <= {Outcome.ERROR, Outcome.CRASHED, Outcome.PASSED}
    assert done.score == 0


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_is_left_behind(level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    mark = f"sleep 6{os.getpid()}"
    with Sandbox(LESSON, LIMITS, level) as sandbox:
        start = f"""
            import os, subprocess
            print("home", os.getcwd(), os.listdir("."))
            open('a file', 'w').write('x')
            subprocess.Popen('{mark}'.split(), start_new_session=True)
            subprocess.Popen("nohup {mark} &", shell=True)
        """
        before = sorted(tmp_path.rglob("*"))
        for _ in range(2):
            done = run(sandbox, RIGHT, start)
            assert done.score == done.max_score
            assert not done.cells[1].error
            assert said(done).endswith("[]\n")
            assert alive(mark) == []
            assert sorted(tmp_path.rglob("*")) == before
    assert list(tmp_path.iterdir()) == []


def alive(command: str) -> list[str]:
    """Processes with this command line that still run; one that waits to be reaped does not."""
    time.sleep(0.2)
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if path.read_bytes().replace(b"\0", b" ").decode().strip() == command:
                found.append(path.parent.name)
    return found


@needs_bubblewrap
def test_one_submission_leaves_nothing_for_the_next(sealed: Sandbox) -> None:
    leave = """
        import os, torch
        for place in (os.environ["TMPDIR"], "/dev/shm", "/", "/dev", "/course", os.path.dirname(torch.__file__)):
            try:
                open(os.path.join(place, "left"), "w").write("x")
                print("wrote", place)
            except OSError as error:
                print(place, error.errno)
        torch.relu = None
        os.environ["LEFT"] = "x"
    """
    first = run(sealed, leave)
    assert f"wrote {own_tmp()}\n" in said(first)
    for place in ("wrote /course", "wrote /\n", "wrote /dev\n", "site-packages/torch\n"):
        assert place not in said(first), said(first)
    look = """
        import os, torch
        print([os.path.exists(os.path.join(p, "left")) for p in (os.environ["TMPDIR"], "/dev/shm", "/", "/dev")])
        print(torch.relu is None, "LEFT" in os.environ)
    """
    second = run(sealed, look)
    assert "[False, False, False, False]" in said(second)
    assert "False False" in said(second)


@needs_bubblewrap
def test_solutions_reference_and_gradebook_are_out_of_sight(sealed: Sandbox) -> None:
    wanted = [
        ROOT / "solutions",
        ROOT / "resnet_ref" / "model.py",
        ROOT / "autograder",
        ROOT / ".git",
        ROOT / "gradebook.db",
    ]
    find = f"""
        import os
        print([os.path.exists(p) for p in {[str(path) for path in wanted]}])
        hits = []
        for top, folders, names in os.walk("/"):
            folders[:] = [f for f in folders if os.path.join(top, f) not in ("/proc", "/sys", "/usr")]
            hits += [os.path.join(top, n) for n in names if n in ("identity_block.py", "misconceptions.toml")]
            hits += [top] if top.endswith("torchvision/models") and names else []
        print("hits", hits)
    """
    done = run(sealed, find)
    assert "[False, False, False, False, False]" in said(done)
    assert "hits []" in said(done)


@needs_bubblewrap
def test_a_submission_cannot_see_or_signal_anybody(sealed: Sandbox) -> None:
    attack = """
        import os, signal
        hit = []
        for pid in [-1, *range(2, 3000)]:
            if pid != os.getpid():
                try:
                    os.kill(pid, signal.SIGKILL)
                    hit.append(pid)
                except OSError:
                    pass
        print("pid", os.getpid(), "hit", hit)
    """
    done = run(sealed, RIGHT, attack)
    assert "pid 1 hit []" in said(done)
    assert done.score == done.max_score
    assert run(sealed, RIGHT).score == done.max_score


@needs_bubblewrap
def test_there_is_no_network(sealed: Sandbox) -> None:
    connect = """
        import socket
        for address in (("127.0.0.1", 22), ("1.1.1.1", 53)):
            try:
                socket.create_connection(address, timeout=2)
                print("connected")
            except OSError as error:
                print("refused")
        print(socket.if_nameindex())
    """
    done = run(sealed, connect)
    assert "connected" not in said(done)
    assert said(done).count("refused") == 2


@needs_bubblewrap
def test_it_cannot_become_more_than_it_is(sealed: Sandbox) -> None:
    escalate = """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        print("unshare", libc.unshare(0x00020000))
        print("newuser", libc.unshare(0x10000000))
        print("clone", libc.syscall(56, 0x10000011, 0, 0, 0, 0))
        print("memfd", libc.memfd_create(b"x", 0))
        print("shmget", libc.shmget(0, 4096, 0o1600))
        print("ptrace", libc.ptrace(16, 1, 0, 0))
        print("keyctl", libc.syscall(250, 0, -3, 1))
        print("mount", libc.mount(b"tmpfs", b"/course", b"tmpfs", 0, None))
        print("umount", libc.umount2(os.environ["TMPDIR"].encode(), 2))
        print("setuid", libc.setuid(0))
        print("uid", os.getuid())
    """
    done = run(sealed, escalate)
    calls = ["unshare", "newuser", "mount", "umount", "setuid"]
    if platform.machine() in ("x86_64", "aarch64"):
        calls += ["memfd", "shmget", "ptrace"]
    if platform.machine() == "x86_64":  # the numbers of system calls are its own
        calls += ["clone", "keyctl"]
    for call in calls:
        assert f"{call} -1" in said(done), said(done)
    assert "uid 0" not in said(done)


@needs_bubblewrap
def test_a_fork_bomb_ends_with_its_submission(sealed: Sandbox) -> None:
    bomb = """
        import os, time
        for _ in range(500):
            if os.fork() == 0:
                time.sleep(600)
                os._exit(0)
        time.sleep(10)
    """
    done = run(sealed, RIGHT, bomb)
    # The kernel counts the processes of everybody but root, whose bomb our own count ends.
    assert done.cells[1].error in ("BlockingIOError", Outcome.CRASHED)
    if done.cells[1].error == Outcome.CRASHED:
        assert "more processes than it may have" in done.cells[1].message
    assert run(sealed, RIGHT).score == LESSON.exercises[0].points


@needs_bubblewrap
def test_memory_is_counted_over_all_processes(sealed: Sandbox) -> None:
    eat = """
        import os, time
        for _ in range(3):
            if os.fork() == 0:
                x = b"x" * (17 * 2**26)
                time.sleep(600)
        time.sleep(18)
    """
    assert outcomes(run(sealed, eat)) == {Outcome.OUT_OF_MEMORY}


@needs_bubblewrap
def test_a_full_tmp_is_this_submissions_alone(sealed: Sandbox) -> None:
    fill = """
        import os
        try:
            for n in range(50):
                open(f"{os.environ['TMPDIR']}/fill{n}", "wb").write(b"x" * 10_000_000)
        except OSError as error:
            print("full", error.errno)
    """
    done = run(sealed, RIGHT, fill)
    assert "full 28" in said(done)
    assert done.score == done.max_score


def test_a_crash_of_the_parent_is_survived(sandbox: Sandbox) -> None:
    sandbox._process.kill()
    sandbox._process.wait()
    assert run(sandbox, RIGHT).score == LESSON.exercises[0].points


def test_a_parent_that_cannot_start_is_our_fault_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.jail.sandbox.PROGRAM", "raise SystemExit('no torch here') # {hidden}")
    with pytest.raises(RuntimeError, match=r"did not start(.|\n)*no torch here"):
        Sandbox(LESSON, LIMITS, "process")

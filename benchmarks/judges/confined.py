"""Runs a foreign grader, with the student's code in it, where it can harm nothing.

The system is read-only, there is no network, and of this repository only what the lesson may import is there, at
/course, as in our own sandbox. Whatever is left running ends with the command.
"""

from __future__ import annotations

import compileall
import math
import os
import re
import resource
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from autograder.course.catalogue import find_exercise
from autograder.jail import layout
from autograder.jail.level import BUBBLEWRAP, available_level
from benchmarks.judges.solutions import ROOT

WORK = "/grading"
JOBS = 2  # submissions that a foreign grader runs at a time, each a process or two of its own
MEMORY = 6 * 2**30
FILE = 64 * 2**20
TMP = 512 * 2**20
SHOWN = 4 * 2**20  # of what a run prints, its end is kept
NAMES = ("/etc/hosts", "/etc/passwd", "/etc/nsswitch.conf")  # otter looks for localhost by name
TIMES = re.compile(r"\d+m[\d.]+s \d+m[\d.]+s\n(\d+m[\d.]+s \d+m[\d.]+s)\n$")  # own, and of what ran
PART = re.compile(r"(\d+)m([\d.]+)s")
LARGE = re.compile(r"/(torch|nvidia|triton|sympy)/")  # Python has compiled what is needed of these long ago

Given = TypeVar("Given")
Verdicts = TypeVar("Verdicts")


@dataclass(frozen=True)
class Ran:
    """How a command ended; `status` is None where it had to be ended."""

    status: int | None
    output: str
    cpu_seconds: float  # of all processes that it waited for; NaN where it had to be ended


def missing() -> str:
    """Why nothing can be confined here, or nothing."""
    level, why = available_level()
    return "" if level == BUBBLEWRAP else f"needs bubblewrap, to run hostile files without harm: {why}"


@contextmanager
def workplace(exercise: str) -> Iterator[Path]:
    """A folder for one run: `work` in it is written to, `course` holds what may be imported."""
    with tempfile.TemporaryDirectory(prefix="judges-") as folder:
        (Path(folder) / "work").mkdir()
        layout.lay_out(Path(folder) / "course", find_exercise(exercise)[0])
        yield Path(folder)


def run(place: Path, arguments: Sequence[str], seconds: float, beside: Path | None = None) -> Ran:
    """Run this environment's Python with these arguments in a workplace's `work`, for so long at most.

    Args:
        beside: a folder of further packages, which come before the environment's own.
    """
    # bubblewrap does not wait for what it starts, so only a shell inside knows what it took.
    timed = ["/bin/sh", "-c", '"$@"; status=$?; times; exit $status', "sh"]
    command = [*_bubblewrap(place, beside), *timed, sys.executable, *arguments]
    with tempfile.TemporaryFile() as file:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            preexec_fn=_limit,
            start_new_session=True,
        )
        try:
            status: int | None = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()  # and with it ends whatever was started inside
            process.wait()
            status = None
        file.seek(max(0, file.seek(0, os.SEEK_END) - SHOWN))
        output = file.read().decode(errors="replace")
    times = TIMES.search(output)
    cpu_seconds = sum(int(m) * 60 + float(s) for m, s in PART.findall(times[1])) if times else math.nan
    return Ran(status, output[: times.start()] if times else output, cpu_seconds)


def read(place: Path, name: str) -> bytes:
    """A file of a workplace's `work`, or nothing where there is no plain file of a sensible size.

    The student's code could write there: a link would have us read whatever it points to, and a pipe wait for ever.
    """
    path = place.resolve() / "work" / name
    try:
        if path.resolve() != path or not stat.S_ISREG(path.lstat().st_mode) or path.lstat().st_size > FILE:
            return b""
        return path.read_bytes()
    except OSError:
        return b""


def compile_ahead(folder: Path) -> None:
    """Compile a folder of packages: inside, where nothing is written, every run would do it again."""
    compileall.compile_dir(folder, quiet=2, rx=LARGE)


def each(given: Sequence[Given], grade: Callable[[Given], Verdicts]) -> list[Verdicts]:
    """What `grade` gives for each, some at a time."""
    with ThreadPoolExecutor(JOBS) as pool:
        return list(pool.map(grade, given))


def _limit() -> None:
    for what, limit in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def _bubblewrap(place: Path, beside: Path | None) -> list[str]:
    command = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    command += ["--size", str(TMP), "--tmpfs", "/tmp"]
    for path in (
        "/usr",
        "/lib",
        "/lib64",
        "/bin",
        "/etc/ld.so.cache",
        "/etc/alternatives",
        "/etc/fonts",
        *NAMES,
    ):
        command += ["--ro-bind-try", path, path]
    needed = [
        os.path.realpath(sys.base_prefix),
        sys.base_prefix,
        sys.prefix,
        *([str(beside)] if beside else []),
    ]
    for path in [*dict.fromkeys(needed), str(ROOT / "resnet_ref" / "data")]:
        command += ["--ro-bind", path, path]
    command += ["--ro-bind", str(place / "course"), layout.COURSE, "--bind", str(place / "work"), WORK]
    settings = {
        **layout.environment("/tmp"),
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "PYTHONPATH": ":".join([*([str(beside)] if beside else []), layout.COURSE]),
        "JUPYTER_PLATFORM_DIRS": "1",
    }
    for name, text in settings.items():
        command += ["--setenv", name, text]
    return [*command, "--dev", "/dev", "--proc", "/proc", "--chdir", WORK]

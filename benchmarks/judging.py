"""What judging costs: in a warm notebook kernel, in a batch, and for one `course check`.

    python benchmarks/judging.py            # a table
    python benchmarks/judging.py --json

In a kernel: all checks of an exercise on a correct solution, as `check(...)` runs them. In a batch: fork, namespaces,
cells and checks of a submission in a warm sandbox, less the same cells and checks in this process. `course check`: the
whole command, less importing torch once in a process of its own. Medians, with the smallest and the largest.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import torch

from autograder.catalogue import lessons
from autograder.isolation import Sandbox
from autograder.judge.bank import alternatives, execute
from autograder.judge.engine import judge
from autograder.judge.implementations import InProcess
from autograder.run import run_in
from autograder.submission import Submission

BATCH_LESSON = "04_identity_block"


def seconds(action: Callable[[], object], runs: int) -> list[float]:
    """Seconds of each of `runs` calls, after one that does not count."""
    action()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return taken


def in_kernel(runs: int) -> dict[str, list[float]]:
    """Seconds of all checks of an exercise, by exercise."""
    taken = {}
    for lesson in lessons():
        for exercise in lesson.exercises:
            for path in alternatives(exercise.id)[:1]:
                student = InProcess(execute(path.read_text(encoding="utf-8"), str(path)))
                taken[exercise.id] = seconds(lambda e=exercise, s=student: judge(e, s), runs)
    return taken


def in_batch(runs: int) -> tuple[list[float], list[float]]:
    """Seconds of a submission in a warm sandbox, and of the same cells and checks in this process."""
    lesson = next(row for row in lessons() if row.name == BATCH_LESSON)
    source = alternatives(lesson.exercises[0].id)[0].read_text(encoding="utf-8")
    submission = Submission(Path("student.py"), (source,))
    with Sandbox(lesson) as sandbox:
        isolated = seconds(lambda: run_in(sandbox, lesson, lesson.exercises, submission), runs)
    here = seconds(lambda: judge(lesson.exercises[0], InProcess(execute(source, "here"))), runs)
    return isolated, here


def one_check(runs: int) -> tuple[list[float], list[float]]:
    """Seconds of a whole `course check`, and of a Python that imports torch and leaves."""
    lesson = next(row for row in lessons() if row.name == BATCH_LESSON)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "student.py"
        script.write_text(alternatives(lesson.exercises[0].id)[0].read_text(encoding="utf-8"))
        course = [str(Path(sys.executable).with_name("course")), "check", lesson.name, "--file", str(script)]
        command = seconds(lambda: subprocess.run(course, capture_output=True, check=True), runs)
    torch_alone = [sys.executable, "-c", "import torch"]
    return command, seconds(lambda: subprocess.run(torch_alone, check=True), runs)


def spread(taken: list[float]) -> dict[str, float]:
    """Median, smallest and largest, in milliseconds."""
    return {"median": statistics.median(taken) * 1e3, "min": min(taken) * 1e3, "max": max(taken) * 1e3}


def main() -> None:
    """Run all three and print them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    isolated, here = in_batch(arguments.runs)
    command, torch_alone = one_check(max(3, arguments.runs // 3))
    rows = {f"kernel {name}": taken for name, taken in in_kernel(arguments.runs).items()}
    rows |= {"batch, isolated": isolated, "batch, the same in this process": here}
    rows |= {"course check": command, "import torch": torch_alone}
    found = {name: spread(taken) for name, taken in rows.items()}
    if arguments.json:
        print(json.dumps(found, indent=2))
        return
    print(
        f"torch {version('torch')}, Python {platform.python_version()}, {platform.machine()}; medians in ms"
    )
    for name, row in found.items():
        print(f"{name:40} {row['median']:8.0f} ({row['min']:.0f}..{row['max']:.0f})")


if __name__ == "__main__":
    main()

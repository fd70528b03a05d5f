"""What judging costs where it is isolated: in a batch, for one `course check`, and for a class.

    python benchmarks/judging.py                    # a table
    python benchmarks/judging.py --only batch check
    python benchmarks/judging.py --json

What `check(...)` costs in a notebook is checking.py's business. In a batch: fork, namespaces, cells and checks of a
submission in a warm sandbox, against its cells alone in this process. `course check`: the whole command, against
importing torch once in a process of its own. A class: `course grade`, from start to end, against
`nbgrader autograde` as nbgrader ships it, which executes each notebook in a kernel of its own; both get the same copies
of the fourth lesson's notebook, answered, with the pictures it draws and without. Medians, with the smallest and the
largest.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import nbformat
import torch

from autograder.course.catalogue import find_lesson
from autograder.jail import Sandbox
from autograder.jail.budget import Budget
from autograder.judge.bank import alternatives, execute
from autograder.judge.submissions import judge_submission
from autograder.reading import Submission

LESSON = "04_identity_block"


def seconds(action: Callable[[], object], runs: int) -> list[float]:
    """Seconds of each of `runs` calls, after one that does not count."""
    action()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return taken


def in_batch(runs: int) -> dict[str, list[float]]:
    """Seconds of a submission in a warm sandbox, and of its cells in this process."""
    lesson = find_lesson(LESSON)
    source = alternatives(lesson.exercises[0].id)[0].read_text(encoding="utf-8")
    submission = Submission(Path("student.py"), (source,))
    with Sandbox(lesson) as sandbox:
        isolated = seconds(
            lambda: judge_submission(submission, lesson.exercises, Budget.of(lesson.limits), sandbox), runs
        )
    return {"batch, isolated": isolated, "batch, cells alone": seconds(lambda: execute(source, "here"), runs)}


def one_check(runs: int) -> dict[str, list[float]]:
    """Seconds of a whole `course check`, and of a Python that imports torch and leaves."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "student.py"
        script.write_text(alternatives(find_lesson(LESSON).exercises[0].id)[0].read_text(encoding="utf-8"))
        check = [program("course"), "check", LESSON, "--file", str(script)]
        command = seconds(lambda: subprocess.run(check, capture_output=True, check=True), runs)
    torch_alone = [sys.executable, "-c", "import torch"]
    alone = seconds(lambda: subprocess.run(torch_alone, check=True), runs)
    return {"course check": command, "import torch": alone}


def in_class(size: int, pictures: bool) -> dict[str, list[float]]:
    """Seconds of grading a class of `size`, once each way, with or without the pictures that the lesson draws."""
    ways = {
        "course grade": [program("course"), "grade", LESSON],
        "course grade --jobs 2": [program("course"), "grade", LESSON, "--jobs", "2"],
        "nbgrader autograde": [program("nbgrader"), "autograde", LESSON],
    }
    taken = {}
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        hand_in(course, size, pictures)
        for name, command in ways.items():
            copy = Path(folder) / name.replace(" ", "_")
            shutil.copytree(course, copy)
            if command[0] == program("nbgrader"):
                (copy / "nbgrader_config.py").write_text(NBGRADER_ALONE)
            started = time.perf_counter()
            subprocess.run(command, cwd=copy, capture_output=True, check=True)
            what = "whole lesson" if pictures else "without pictures"
            taken[f"{name}, {size} x {what}"] = [time.perf_counter() - started]
            if (marks := recorded(copy)) != [(find_lesson(LESSON).exercises[0].points, size)]:
                raise RuntimeError(f"{name} recorded {marks}; a time without right marks means nothing.")
    return taken


# What is left of our configuration where nbgrader shall do as it always does.
NBGRADER_ALONE = """
c = get_config()
c.CourseDirectory.course_id = "resnet50"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "lessons"
c.CourseDirectory.ignore = ["*.py"]
"""


def hand_in(course: Path, size: int, pictures: bool) -> None:
    """A course folder with one released lesson, and `size` copies of a right answer to it in submitted/."""
    root = Path(__file__).parent.parent
    for part in ("solutions", "lessons"):
        shutil.copytree(root / part / LESSON, course / part / LESSON)
    shutil.copy(root / "nbgrader_config.py", course)
    subprocess.run([program("course"), "release", LESSON], cwd=course, capture_output=True, check=True)
    solved = nbformat.read(course / "solutions" / LESSON / f"{LESSON}.ipynb", as_version=4)
    released = nbformat.read(course / "lessons" / LESSON / f"{LESSON}.ipynb", as_version=4)
    for cell, answer in zip(released.cells, solved.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = answer.source
    if not pictures:  # what is left are the imports and the marked cells
        imports = next(cell for cell in released.cells if cell.cell_type == "code")
        released.cells = [imports, *(cell for cell in released.cells if "nbgrader" in cell.metadata)]
    for number in range(size):
        folder = course / "submitted" / f"student{number:03}" / LESSON
        folder.mkdir(parents=True)
        nbformat.write(released, folder / f"{LESSON}.ipynb")


def recorded(course: Path) -> list[tuple[float, int]]:
    """Points in the gradebook, and how many have them."""
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as gradebook:
        return gradebook.execute("select auto_score, count(*) from grade group by auto_score").fetchall()


def program(name: str) -> str:
    """A command of this environment."""
    return str(Path(sys.executable).with_name(name))


def spread(taken: list[float]) -> dict[str, float]:
    """Median, smallest and largest, in milliseconds."""
    return {"median": statistics.median(taken) * 1e3, "min": min(taken) * 1e3, "max": max(taken) * 1e3}


def main() -> None:
    """Run what is asked for and print it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = ("batch", "check", "class")
    parser.add_argument("--only", nargs="+", choices=parts, default=parts)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--class-size", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    measures: dict[str, Callable[[], dict[str, list[float]]]] = {
        "batch": lambda: in_batch(arguments.runs),
        "check": lambda: one_check(max(3, arguments.runs // 3)),
        "class": lambda: in_class(arguments.class_size, True) | in_class(arguments.class_size, False),
    }
    rows = {name: taken for part in arguments.only for name, taken in measures[part]().items()}
    found = {name: spread(taken) for name, taken in rows.items()}
    if arguments.json:
        print(json.dumps(found, indent=2))
        return
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"torch {version('torch')}, nbgrader {version('nbgrader')}, Python {platform.python_version()}, "
        f"{platform.machine()}, {os.cpu_count()} cores, load {load}; medians in ms"
    )
    for name, row in found.items():
        print(f"{name:40} {row['median']:8.0f} ({row['min']:.0f}..{row['max']:.0f})")


if __name__ == "__main__":
    main()

"""Run the solution of every lesson from top to bottom, as a reader would, and note how long it takes.

    python benchmarks/lessons.py [LESSON ...] [--write] [--pictures FOLDER]

Each runs in a Jupyter kernel of its own, with all cores and the bundled sample. A cell that raises, a check below full
marks (it raises too) and a picture without an alternative text end the command with status 1. With --write the
seconds go to lesson_times.toml, from which the lessons' headers say how long they run; with --pictures every picture
and every notebook as it ran is kept, to be looked at.
"""

from __future__ import annotations

import argparse
import base64
import os
import re
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import nbformat
import torch
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.notebooknode import NotebookNode

from autograder.authoring.build import ROOT, solution_notebook, written_lessons
from autograder.authoring.rules import LONGEST, TIMES, code_digest, times
from autograder.course.catalogue import find_lesson

ALL_TOGETHER = 25 * 60  # seconds
STOLEN = 0.1  # the share of the processor that a virtual machine may lack in a measurement worth noting


def run(name: str) -> tuple[NotebookNode, float]:
    """The notebook with its outputs, and its seconds from the kernel's start to its end."""
    notebook = solution_notebook(ROOT / "solutions" / name / f"{name}.py", find_lesson(name))
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        NotebookClient(notebook, timeout=1800, kernel_name="python3").execute(cwd=folder)
        return notebook, time.perf_counter() - start


def stolen() -> tuple[float, float]:
    """Processor seconds since the start that the machine's host gave to others, and all that passed; Linux, else 0."""
    if not (stat := Path("/proc/stat")).is_file():
        return 0.0, 1.0
    ticks = [float(value) for value in stat.read_text().split("\n", 1)[0].split()[1:9]]
    return ticks[7], sum(ticks)


def pictures(notebook: NotebookNode) -> tuple[list[bytes], int]:
    """The pictures with an alternative text, and how many have none."""
    found, without = [], 0
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            without += "image/png" in data  # Jupyter drew it by itself
            for image in re.findall(r"<img[^>]*>", data.get("text/html", "")):
                without += not re.search(r'alt="[^"]{20,}"', image)
                if (encoded := re.search(r"base64,([^\"]+)", image)) is not None:
                    found.append(base64.b64decode(encoded[1]))
    return found, without


def note(name: str, seconds: float, code: str, load: float) -> None:
    """Put a lesson's seconds into lesson_times.toml."""
    cpu = torch.cpu.get_capabilities().get("cpu_name", "unknown processor")
    seen = f"{date.today()}, {cpu}, {os.cpu_count()} cores, load {load:.1f} before, torch {torch.__version__}"
    rows = {**times(), name: {"seconds": round(seconds), "code": code, "seen": seen}}
    lines = ["# Written by `python benchmarks/lessons.py --write`: how long each solution notebook runs."]
    for lesson, row in sorted(rows.items()):
        lines += ["", f'["{lesson}"]', f"seconds = {row['seconds']}", f'code = "{row["code"]}"']
        lines += [f'seen = "{row["seen"]}"']
    TIMES.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "lessons", nargs="*", metavar="LESSON", help="such as 04 or 04_identity_block (default: all)"
    )
    parser.add_argument("--write", action="store_true", help="note the seconds in lesson_times.toml")
    parser.add_argument(
        "--pictures", type=Path, metavar="FOLDER", help="keep every picture and the notebooks as run there"
    )
    options = parser.parse_args()
    names = [find_lesson(name).name for name in options.lessons] or [x.name for x in written_lessons(ROOT)]
    total, failed = 0.0, False
    for name in names:
        load, before = os.getloadavg()[0], stolen()
        try:
            notebook, seconds = run(name)
        except CellExecutionError as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        total += seconds
        after = stolen()
        taken = (after[0] - before[0]) / (after[1] - before[1])
        found, without = pictures(notebook)
        print(
            f"{name:24} {seconds:6.1f} s, {len(found)} pictures, load {load:.1f} before, {taken:.0%} stolen",
            flush=True,
        )
        if without or seconds > LONGEST:
            failed = True
            print(
                f"{name}: {without} pictures have no alternative text; {LONGEST} s is the most.",
                file=sys.stderr,
            )
        if taken > STOLEN:
            failed = True
            print(
                f"{name}: the host gave {taken:.0%} of the processor to others, so nothing is noted. Measure again.",
                file=sys.stderr,
            )
        elif options.write:
            note(name, seconds, code_digest(notebook), load)
        if options.pictures:
            options.pictures.mkdir(parents=True, exist_ok=True)
            for number, picture in enumerate(found, 1):
                (options.pictures / f"{name}_{number:02}.png").write_bytes(picture)
            nbformat.write(notebook, options.pictures / f"{name}.ipynb")
    print(f"{len(names)} lessons: {total:.0f} s")
    return int(failed or total > ALL_TOGETHER)


if __name__ == "__main__":
    sys.exit(main())

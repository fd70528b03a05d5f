"""How long `check(...)` takes in a warm notebook kernel, for right answers and for every known mistake.

    python benchmarks/checking.py [EXERCISE ...] [--json]

For every exercise: the seconds of five runs on the reference (all checks pass), and of one run on each misconception of
the bank (some fail, and the diagnosis compares the answer with the whole bank). The claim: a median under 1 s for
every exercise, and 2 s at worst. The first check of a kernel, which imports what it needs, is timed apart, in fresh
processes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import secrets
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

import torch

from autograder.comparing import Implementation
from autograder.course.catalogue import Exercise, find_exercise, lessons
from autograder.judge.bank import implementation, misconceptions
from autograder.judge.exercises import judge_exercise
from autograder.judge.in_process import reference

MEDIAN, WORST = 1.0, 2.0  # the claim, seconds
RIGHT_RUNS = 5

FIRST = """
import secrets
import time
from torch import nn          # what a notebook has imported long before its first check
import torchvision
from autograder import check
class IdentityBlock(nn.Module): pass
time.sleep({pause})           # while the student reads and writes
start = time.perf_counter()
try: check("04.identity_block")
except Exception: pass
print(time.perf_counter() - start)
"""


@dataclass(frozen=True)
class Timing:
    """Seconds of one exercise's check."""

    exercise: str
    runs: int
    right: float  # median over right answers
    wrong: float  # median over the misconceptions
    worst: float
    slowest: str  # which run that was


def seconds(exercise: Exercise, answer: Implementation) -> float:
    """Wall time of one whole check."""
    start = time.perf_counter()
    judge_exercise(exercise, answer, secrets.randbits(31))
    return time.perf_counter() - start


def measure(exercise: Exercise) -> Timing:
    """Time one exercise, warm."""
    answers = reference(exercise.reference)
    seconds(exercise, answers)
    known = misconceptions(exercise.id)
    for mistake in known:
        implementation(mistake)  # defined once a kernel
    rows = [("right", seconds(exercise, answers)) for _ in range(RIGHT_RUNS)]
    rows += [(mistake.id, seconds(exercise, implementation(mistake))) for mistake in known]
    right = statistics.median(s for name, s in rows if name == "right")
    wrong = statistics.median(s for name, s in rows if name != "right")
    slowest, worst = max(rows, key=lambda row: row[1])
    return Timing(exercise.id, len(rows), right, wrong, worst, slowest)


def first_check(pause: float) -> float:
    """Seconds of the first check in a fresh process, `pause` seconds after the imports."""
    text = FIRST.format(pause=pause)
    out = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    return float(out.stdout.splitlines()[-1])


def main() -> int:
    """Print the table; 1 where the claim fails."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("exercises", nargs="*", metavar="EXERCISE")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    every = [e for lesson in lessons() for e in lesson.exercises]
    chosen = [find_exercise(name)[1] for name in asked.exercises] or every
    print(
        f"cores {os.cpu_count()}, threads {torch.get_num_threads()}, load {os.getloadavg()[0]:.1f}, "
        f"python {platform.python_version()}, torch {torch.__version__}",
        file=sys.stderr,
    )
    for pause in (0.0, 10.0):
        print(f"first check, {pause:.0f} s after the imports: {first_check(pause):.2f} s", file=sys.stderr)
    timings = []
    for exercise in chosen:
        timings.append(measure(exercise))
        t = timings[-1]
        print(
            json.dumps(asdict(t))
            if asked.json
            else f"{t.exercise:<28} right {t.right:.2f}  wrong {t.wrong:.2f}  worst {t.worst:.2f} ({t.slowest})",
            flush=True,
        )
    held = all(max(t.right, t.wrong) < MEDIAN and t.worst < WORST for t in timings)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())

"""Grade solutions whose worth is known with several graders, and count what each got wrong.

    python -m benchmarks.judges                              # a sample, by every grader that is installed
    python -m benchmarks.judges --grader ours --sample 0     # all solutions
    python -m benchmarks.judges --write FOLDER               # only write the data set

All graders get the same solutions: of each claim (wrong, right, empty, hostile, mishap) as many as `--sample` says,
drawn from the exercises that all of them can grade. Solutions of the claim "open" are only in the data set.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import random
import sys
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import torch

from benchmarks.judges import grading, tally
from benchmarks.judges.solutions import ROOT, Claim, Solution, load, write

FOLDER = ROOT / "build" / "judges"


def drawn(solutions: Sequence[Solution], sample: int, seed: int) -> list[Solution]:
    """`sample` solutions of each claim, or all for 0, in the order in which they stand."""
    chosen: set[str] = set()
    for claim in Claim:
        these = [s.id for s in solutions if s.claim is claim]
        if claim is not Claim.OPEN:
            # A generator for each claim, so that a new solution of one leaves the others as they were.
            generator = random.Random(f"{seed} {claim}")
            chosen.update(generator.sample(these, min(sample, len(these))) if sample else these)
    return [s for s in solutions if s.id in chosen]


def compare(names: Sequence[str], solutions: Sequence[Solution], seconds: float) -> None:
    """Print the table, a row when it is there; what each grader got wrong goes to stderr."""
    print(tally.head(), flush=True)
    for name in names:
        grader = grading.grader(name)
        started = time.perf_counter()
        verdicts = grader.grade(solutions, seconds)
        for verdict in tally.faults(verdicts):
            what = "accepted" if verdict.accepted else "rejected" if verdict.marked else "not marked"
            said = f": {json.dumps(verdict.said[:200])}" if verdict.said else ""
            print(f"{name}: {verdict.solution.id} is {what}{said}", file=sys.stderr)
        for verdict in tally.unnamed(verdicts) if grader.NAMES_CAUSES else []:
            told = verdict.cause or "no cause"
            print(
                f"{name}: {verdict.solution.id} is told {told}: {json.dumps(verdict.said[:200])}",
                file=sys.stderr,
            )
        print(f"{name}: {time.perf_counter() - started:.0f} s in all", file=sys.stderr)
        print(tally.line(tally.row(grader.ABOUT, grader.NAMES_CAUSES, verdicts)), flush=True)


def installed(names: Sequence[str]) -> list[str]:
    """Those that can run here; the others are named, loudly."""
    found = []
    for name in names:
        why = grading.grader(name).missing()
        if why:
            print(f"SKIPPED: {name} {why}", file=sys.stderr)
        else:
            found.append(name)
    return found


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sample", type=int, default=10, help="solutions of each claim; 0 for all")
    parser.add_argument(
        "--claim", action="append", choices=list(map(str, Claim)), help="only such; all if left out"
    )
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--grader", action="append", choices=grading.names(), help="all if left out")
    parser.add_argument("--seconds", type=float, default=120.0, help="wall time of one solution at most")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="only write the data set")
    arguments = parser.parse_args()

    folder = arguments.write or FOLDER
    write(folder)
    solutions = load(folder)
    print(f"{len(solutions)} solutions in {folder}", file=sys.stderr)
    if arguments.write:
        return
    names = installed(arguments.grader or grading.names())
    if not names:
        sys.exit("No grader can run here.")
    torch.set_num_threads(1)
    gradable = set.intersection(*(set(grading.grader(name).exercises()) for name in names))
    asked = [s for s in solutions if s.exercise in gradable and s.claim in (arguments.claim or Claim)]
    chosen = drawn(asked, arguments.sample, arguments.seed)
    load_average = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"{datetime.date.today()}: {len(chosen)} solutions of {len({s.exercise for s in chosen})} exercises, "
        f"--sample {arguments.sample} --seed {arguments.seed}; torch {version('torch')}, "
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, load {load_average}\n"
    )
    compare(names, chosen, arguments.seconds)


if __name__ == "__main__":
    main()

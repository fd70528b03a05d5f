"""Judge solutions that were written without a look at suites and bank, and write down what the judge says of each.

    python benchmarks/unseen.py tests/unseen/first [EXERCISE ...] [--to FILE.jsonl] [--seed N] [--each N]

A file `EXERCISE/wrong_NAME.py` or `right_NAME.py` says in its first line what is wrong with it, or what is special.
Each is judged in a sandbox. Counted are wrong ones with full marks, right ones without, and how many wrong ones got a
name, a sentence, or numbers only; whether a name is the *true* one is for a reader: --to writes what to read.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from autograder.course.catalogue import find_exercise
from autograder.jail import Sandbox
from autograder.jail.budget import Budget
from autograder.judge.submissions import judge_submission
from autograder.reading import read_submission


def judge(file: Path, sandboxes: dict[str, Sandbox], seed: int | None) -> dict[str, Any]:
    """What one solution came to, as a row."""
    lesson, exercise = find_exercise(file.parent.name)
    if lesson.name not in sandboxes:
        for old in sandboxes.values():
            old.close()
        sandboxes.clear()
        sandboxes[lesson.name] = Sandbox(lesson)
    began = time.perf_counter()
    judged = judge_submission(
        read_submission(file), [exercise], Budget.of(lesson.limits), sandboxes[lesson.name], seed
    )
    (result,) = judged.exercises
    stopped = [check for check in result.checks if check.outcome != "passed"]
    return {
        "exercise": exercise.id,
        "file": file.name,
        "says": file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# "),
        "score": result.score,
        "max_score": result.max_score,
        "seed": judged.seed,
        "seconds": round(time.perf_counter() - began, 2),
        "checks": [
            {
                "id": check.id,
                "outcome": check.outcome,
                "saw": check.diagnosis.saw if check.diagnosis else "",
                "cause": check.diagnosis.cause if check.diagnosis else "",
                "misconception": check.diagnosis.misconception if check.diagnosis else None,
                "certain": check.diagnosis.certain if check.diagnosis else True,
                "clue": check.diagnosis.clue if check.diagnosis else "",
            }
            for check in stopped
        ],
    }


def drawn(files: list[Path], each: int) -> list[Path]:
    """The right ones, and so many wrong ones of each exercise; the same at every call."""
    kept = []
    for folder in sorted({file.parent for file in files}):
        here = [file for file in files if file.parent == folder]
        wrong = [file for file in here if file.name.startswith("wrong")]
        chosen = random.Random(folder.name).sample(wrong, min(each, len(wrong)))
        kept += [file for file in here if file in chosen or file not in wrong]
    return kept


def main() -> int:
    """Judge them all; 1 where a wrong one has full marks or a right one has not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("exercises", nargs="*", metavar="EXERCISE")
    parser.add_argument("--to", type=Path, help="a file for the rows, as JSON lines")
    parser.add_argument("--seed", type=int)
    parser.add_argument(
        "--each", type=int, help="so many wrong ones of each exercise, drawn by chance; all right ones"
    )
    asked = parser.parse_args()
    files = sorted(
        f for f in asked.folder.glob("*/*.py") if not asked.exercises or f.parent.name in asked.exercises
    )
    if asked.each:
        files = drawn(files, asked.each)
    sandboxes: dict[str, Sandbox] = {}
    rows = []
    lines = asked.to.open("w", encoding="utf-8") if asked.to else None
    for number, file in enumerate(files, start=1):
        print(f"\r{number} of {len(files)}", end="", file=sys.stderr, flush=True)
        rows.append(judge(file, sandboxes, asked.seed))
        if lines:
            print(json.dumps(rows[-1]), file=lines, flush=True)
    print(file=sys.stderr)
    for sandbox in sandboxes.values():
        sandbox.close()
    wrong = [row for row in rows if row["file"].startswith("wrong")]
    right = [row for row in rows if row["file"].startswith("right")]
    accepted = [row for row in wrong if row["score"] == row["max_score"]]
    refused = [row for row in right if row["score"] != row["max_score"]]
    named = Counter(any(check["cause"] for check in row["checks"]) for row in wrong)
    print(f"{len(wrong)} wrong: {len(accepted)} accepted, {named[True]} with a cause")
    print(f"{len(right)} right: {len(refused)} refused")
    for row in accepted + refused:
        print(f"  {row['exercise']}/{row['file']}: {row['score']} of {row['max_score']}. {row['says']}")
    return 1 if accepted or refused else 0


if __name__ == "__main__":
    sys.exit(main())

"""Can a reader who sees only wrong code and a message mend it in one try?

    python benchmarks/repair.py pose tests/unseen/third FOLDER --cases 40 --seed 1
    python benchmarks/repair.py judge FOLDER

`pose` draws wrong solutions evenly over the exercises, less those that the judge accepts, and writes a folder
`NUMBER/` for each: `code.py`, without its first comment, which tells the mistake, and two messages, `ours.txt`, as
`course check` prints it, and `assertion.txt`, what a plain `assert_close(yours, expected)` says where the same checks
first fail. Readers see the code and one of the two, and write `ours.py` or `assertion.py`. `judge` counts full marks.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from itertools import zip_longest
from pathlib import Path

import torch
from torch.testing import assert_close

from autograder.comparing import Observed, Observer, Raised
from autograder.comparing.comparison import parts
from autograder.course.catalogue import Exercise, find_exercise
from autograder.jail import Sandbox
from autograder.jail.budget import Budget
from autograder.judge.bank import execute
from autograder.judge.in_process import InProcess, reference
from autograder.judge.submissions import judge_submission, seed_of
from autograder.judge.suites import checks_of
from autograder.outcomes import ExerciseResult
from autograder.reading import read_submission
from autograder.reports.text import plain

ARMS = ("ours", "assertion")


def judge(file: Path, exercise_id: str, seed: int | None) -> ExerciseResult:
    """What one file came to, in a sandbox."""
    lesson, exercise = find_exercise(exercise_id)
    with Sandbox(lesson) as sandbox:
        judged = judge_submission(read_submission(file), [exercise], Budget.of(lesson.limits), sandbox, seed)
    return judged.exercises[0]


def assertion(code: str, exercise: Exercise, seed: int) -> str:
    """What a plain assertion would say of the first answer that is wrong."""
    names = execute(code, "answer.py")
    for number, check in enumerate(checks_of(exercise.id)):
        observe = Observer(InProcess(names), reference(exercise.reference), seed_of(exercise, seed) + number)
        try:
            check.run(observe)
        except Exception:
            wrong = next((row for row in observe.asked if row.symptoms), None)
            if wrong is not None:
                return f"{check.id.replace('.', '_')}: {_said(wrong)}"
    raise ValueError("No answer is wrong.")


def _said(row: Observed) -> str:
    if isinstance(row.student, Raised):
        return f"{row.student.kind}: {row.student.message}"
    yours, expected = dict(parts(row.student)), dict(parts(row.reference))
    place = next(iter(row.symptoms))
    try:
        assert_close(yours.get(place), expected.get(place), rtol=1e-4, atol=1e-5)
    except (AssertionError, TypeError) as error:
        return f"AssertionError: {error}"
    return f"AssertionError: assert {yours.get(place)!r} == {expected.get(place)!r}"


def pose(source: Path, folder: Path, cases: int, seed: int) -> int:
    """Write the cases; returns how many of those drawn the judge accepts, which nobody is told to mend."""
    generator = random.Random(seed)
    piles = [generator.sample(files, len(files)) for files in _by_exercise(source)]
    generator.shuffle(piles)
    drawn = [file for layer in zip_longest(*piles) for file in layer if file]
    posed = accepted = 0
    for file in drawn:
        if posed == cases:
            break
        _, exercise = find_exercise(file.parent.name)
        result = judge(file, exercise.id, seed)
        if result.score == result.max_score:
            accepted += 1
            continue
        says, _, code = file.read_text(encoding="utf-8").partition("\n")
        case = folder / f"{posed:02}"
        case.mkdir(parents=True)
        (case / "code.py").write_text(code, encoding="utf-8")
        (case / "ours.txt").write_text(plain(result) + "\n", encoding="utf-8")
        (case / "assertion.txt").write_text(assertion(code, exercise, seed) + "\n", encoding="utf-8")
        (folder / f"{posed:02}.json").write_text(json.dumps([exercise.id, str(file), says]), encoding="utf-8")
        posed += 1
    return accepted


def _by_exercise(source: Path) -> list[list[Path]]:
    folders = sorted(folder for folder in source.iterdir() if folder.is_dir())
    return [sorted(folder.glob("wrong_*.py")) for folder in folders]


def count(folder: Path) -> None:
    """Judge what the readers wrote; an answer that is not there is not mended."""
    mended: Counter[str] = Counter()
    cases = sorted(folder.glob("*.json"))
    for case in cases:
        exercise, file, says = json.loads(case.read_text(encoding="utf-8"))
        for arm in ARMS:
            answer = case.with_suffix("") / f"{arm}.py"
            result = judge(answer, exercise, None) if answer.exists() else None
            if result and result.score == result.max_score:
                mended[arm] += 1
            else:
                print(f"{case.stem} {exercise} {arm}: not mended. {Path(file).name}: {says}")
    for arm in ARMS:
        print(f"{arm}: {mended[arm]} of {len(cases)} mended")


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="action", required=True)
    posing = actions.add_parser("pose")
    posing.add_argument("source", type=Path)
    posing.add_argument("folder", type=Path)
    posing.add_argument("--cases", type=int, default=40)
    posing.add_argument("--seed", type=int, default=1)
    actions.add_parser("judge").add_argument("folder", type=Path)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    if asked.action == "pose":
        accepted = pose(asked.source, asked.folder, asked.cases, asked.seed)
        print(f"{len(list(asked.folder.glob('*.json')))} cases; {accepted} accepted ones were passed over")
    else:
        count(asked.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())

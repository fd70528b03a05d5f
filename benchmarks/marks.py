"""What every known mistake keeps of its exercise's points: writes docs/marks.md.

    python benchmarks/marks.py                       # every exercise: five minutes of CPU time
    python benchmarks/marks.py 02.conv2d 07.evaluate # these anew, the others as they stand there

The seed is fixed, so the table only changes with the checks and the bank. The rule that the weights follow stands on
top of it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import torch

from autograder.comparing import Check, CheckFailed, Observer, StudentRaised
from autograder.course.catalogue import Exercise, find_exercise, lessons
from autograder.judge.bank import implementation, misconceptions
from autograder.judge.in_process import reference
from autograder.judge.suites import checks_of

TABLE = Path(__file__).parent.parent / "docs" / "marks.md"
SEED = 0
RULE = """# What known mistakes keep

Written by `benchmarks/marks.py`; `tests/test_marks.py` fails where it is out of date.

**The rule.** A mistake that makes wrong answers on ordinary input keeps at most half of an exercise's points. More than
half is kept only by what shows on unusual input alone, in an option or in one of several figures, in gradients where
the values are right, or in manners: an input changed, a mode not restored, an error not raised. So a graver mistake is
never better paid than a lighter one. Mostly the first check asks for all of it together and carries half of the
weight, and the others say which part it was. `tests/test_bank.py` holds every mistake of the bank to this, and lists
the checks (`UNUSUAL`) that alone may cost less than half, each with the reason.

A check's number stands before its title, its weight behind it; `+` marks one that counts only beside a right answer.
"""


def kept(exercise: Exercise, failed: Iterable[Check]) -> float:
    """Points of an exercise for whoever fails these checks, as the judge counts them."""
    checks, lost = checks_of(exercise.id), set(failed)
    passed = [check for check in checks if check not in lost]
    if all(check.supports for check in passed):
        return 0.0
    return round(exercise.points * sum(c.weight for c in passed) / sum(c.weight for c in checks), 2)


def failed_checks(exercise: Exercise, wrong: str) -> list[Check]:
    """The checks that a known mistake fails."""
    (known,) = (m for m in misconceptions(exercise.id) if m.id == wrong)
    failed = []
    for place, check in enumerate(checks_of(exercise.id)):
        try:
            check.run(Observer(implementation(known), reference(exercise.reference), SEED + place))
        except (CheckFailed, StudentRaised):
            failed.append(check)
        except Exception:  # an answer whose form trips the check, which the judge counts as failed too
            failed.append(check)
    return failed


def section(exercise: Exercise) -> str:
    """The part of the table about one exercise, the mistakes that keep most first."""
    checks = checks_of(exercise.id)
    lines = [f"## {exercise.id}, {exercise.points} points", ""]
    for number, check in enumerate(checks, 1):
        lines.append(f"{number}. {check.title} ({check.weight}{'+' if check.supports else ''})")
    rows = []
    for known in misconceptions(exercise.id):
        failed = failed_checks(exercise, known.id)
        rows.append((-kept(exercise, failed), known.id, [checks.index(check) + 1 for check in failed]))
    lines += ["", "| keeps | mistake | fails |", "|---|---|---|"]
    lines += [f"| {-points:.2f} | {name} | {', '.join(map(str, f))} |" for points, name, f in sorted(rows)]
    return "\n".join(lines) + "\n"


def sections(text: str) -> dict[str, str]:
    """The parts of a table by exercise."""
    parts = text.split("\n## ")[1:]
    return {part.partition(",")[0]: "## " + part.rstrip("\n") + "\n" for part in parts}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("exercises", nargs="*", help="judge only these anew")
    wanted = parser.parse_args().exercises
    torch.set_num_threads(1)
    written = sections(TABLE.read_text(encoding="utf-8")) if wanted and TABLE.exists() else {}
    for name in wanted or [exercise.id for lesson in lessons() for exercise in lesson.exercises]:
        written[name] = section(find_exercise(name)[1])
        print(f"{name} done", file=sys.stderr, flush=True)
        order = [e.id for lesson in lessons() for e in lesson.exercises if e.id in written]
        TABLE.write_text("\n".join([RULE, *(written[name] for name in order)]), encoding="utf-8")


if __name__ == "__main__":
    main()

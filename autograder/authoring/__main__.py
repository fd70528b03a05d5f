"""`python -m autograder.authoring`: `build` writes the lessons, `check` fails where they are out of date, and `adopt`
makes an entry of the bank from a dispute."""

import argparse
import sys
from pathlib import Path

from autograder.authoring.adopting import AdoptionError, Naming, adopt
from autograder.authoring.build import ROOT, ContentError, broken_rules, build, outdated
from autograder.judge.disputes import DisputeError, read_dispute


def main(arguments: list[str]) -> int:
    """Do what is asked; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m autograder.authoring", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("build", help="derive every notebook from its master")
    actions.add_parser("check", help="fail where a notebook is out of date")
    new = actions.add_parser(
        "adopt", help="make an entry of the bank from a file that `course dispute` wrote"
    )
    new.add_argument("file", type=Path)
    new.add_argument("id", help="the entry's name, like no_shortcut")
    for name, use in (
        ("cause", "what is wrong, a clause that ends in a full stop"),
        ("question", "what the student should ask, ending in a question mark"),
        ("reread", "the title in double quotes of a heading of the lesson"),
    ):
        new.add_argument(f"--{name}", default="", help=f"{use}; for wrong code")
    asked = parser.parse_args(arguments)
    try:
        if asked.action == "adopt":
            naming = Naming(asked.id, asked.cause, asked.question, asked.reread)
            written = adopt(read_dispute(asked.file), naming)
            print("\n".join(map(str, written)))
            print(f"Now run: COURSE_TESTS=all pytest tests/test_bank.py -k {asked.id}")
            return 0
        if asked.action == "build":
            for path in build(ROOT, ROOT):
                print(path)
            return 0
        stale = outdated(ROOT)
        broken = broken_rules(ROOT)
    except (AdoptionError, ContentError, DisputeError) as error:
        print(error, file=sys.stderr)
        return 1
    for path in stale:
        print(f"{path} is out of date. Run make lessons and commit what it writes.", file=sys.stderr)
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if stale or broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m autograder.authoring build` writes the lessons; `check` fails where they are out of date."""

import sys

from autograder.authoring.build import ROOT, ContentError, broken_rules, build, outdated


def main(arguments: list[str]) -> int:
    """`build` or `check`; returns the exit status."""
    if arguments not in (["build"], ["check"]):
        print("Say what to do: python -m autograder.authoring build, or check.", file=sys.stderr)
        return 2
    try:
        if arguments == ["build"]:
            for path in build(ROOT, ROOT):
                print(path)
            return 0
        stale = outdated(ROOT)
        broken = broken_rules(ROOT)
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    for path in stale:
        print(f"{path} is out of date. Run make lessons and commit what it writes.", file=sys.stderr)
    for sentence in broken:
        print(sentence, file=sys.stderr)
    return 1 if stale or broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""otter-grader's own `otter run`, with plain asserts as its exception-based tests.

otter is no part of the project's environment: it stands in a folder of its own, build/otter, which is put before it.
Full marks are for the whole score of results.json.
"""

from __future__ import annotations

import json
import sysconfig
import tomllib
import zipfile
from collections.abc import Collection, Sequence
from importlib.metadata import distributions
from pathlib import Path

from benchmarks.judges import confined, plain_asserts
from benchmarks.judges.grading import Verdict
from benchmarks.judges.notebooks import plain
from benchmarks.judges.solutions import ROOT, Solution

PLACE = ROOT / "build" / "otter"
NAMES_CAUSES = False
PROGRAM = "import otter.cli; otter.cli.cli()"


def _version() -> str:
    places = [str(PLACE)]
    return next((d.version for d in distributions(path=places) if d.name == "otter-grader"), "")


ABOUT = f"plain asserts, otter-grader {_version()}"


def missing() -> str:
    """How to install it, where it is not there."""
    if _version():
        return confined.missing()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (pin,) = project["optional-dependencies"]["judges"]
    return (
        "is not installed. Into a folder of its own: "
        f".venv/bin/uv pip install --python .venv --target build/otter --constraint requirements.txt {pin}"
    )


def exercises() -> Collection[str]:
    """Those with plain asserts."""
    return plain_asserts.exercises()


def grade(solutions: Sequence[Solution], seconds: float) -> list[Verdict]:
    """An `otter run` for each of them."""
    for folder in (Path(sysconfig.get_path("purelib")), PLACE):
        confined.compile_ahead(folder)
    return confined.each(solutions, lambda solution: _grade_one(solution, seconds))


def _grade_one(solution: Solution, seconds: float) -> Verdict:
    with confined.workplace(solution.exercise) as place:
        work = place / "work"
        (work / "answer.ipynb").write_text(plain(solution))
        _autograder(work / "autograder.zip", solution.exercise)
        command = ["-c", PROGRAM, "run", "-a", "autograder.zip", "-o", ".", "--no-logo", "answer.ipynb"]
        ran = confined.run(place, command, seconds, PLACE)
        score, said = _score(confined.read(place, "results.json"))
    full = score == len(plain_asserts.tests(solution.exercise))
    return Verdict(solution, full, "", ran.cpu_seconds, said or ran.output[-500:], score is not None)


def _autograder(path: Path, exercise: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("otter_config.json", "{}")
        for test in plain_asserts.tests(exercise):
            parts = [
                "OK_FORMAT = False",
                "from otter.test_files import test_case",
                plain_asserts.preamble(),
                f"name = {test.name!r}\npoints = 1",
                f"@test_case()\n{test.source}",
            ]
            archive.writestr(f"tests/{test.name}.py", "\n\n".join(parts) + "\n")


def _score(results: bytes) -> tuple[float | None, str]:
    """Points, None without results, and what the failed tests say."""
    try:
        found = json.loads(results)["tests"]
    except (ValueError, KeyError, TypeError):
        return None, ""
    if any(test["name"] == "Autograder Error" for test in found):
        return None, found[0]["output"][:500]
    scored = [test for test in found if "score" in test]
    failed = [test.get("output", "") for test in scored if test["score"] < test["max_score"]]
    return sum(test["score"] for test in scored), "\n".join(failed)[:500]

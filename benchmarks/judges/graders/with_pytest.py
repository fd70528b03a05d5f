"""pytest with plain asserts: a test file beside the student's file, as GitHub Classroom runs it.

Full marks are for exit status 0, which is all that Classroom looks at.
"""

from __future__ import annotations

import sysconfig
from collections.abc import Collection, Sequence
from importlib.metadata import version
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from benchmarks.judges import confined, plain_asserts
from benchmarks.judges.grading import Verdict
from benchmarks.judges.solutions import Solution, is_python

ABOUT = f"plain asserts, pytest {version('pytest')}"
NAMES_CAUSES = False

FIXTURE = """
@pytest.fixture
def {name}():
    import answer
    return answer.{name}
"""


def missing() -> str:
    """What confines it, if that is missing."""
    return confined.missing()


def exercises() -> Collection[str]:
    """Those with plain asserts."""
    return plain_asserts.exercises()


def grade(solutions: Sequence[Solution], seconds: float) -> list[Verdict]:
    """A pytest process for each of them."""
    confined.compile_ahead(Path(sysconfig.get_path("purelib")))
    return confined.each(solutions, lambda solution: _grade_one(solution, seconds))


def _grade_one(solution: Solution, seconds: float) -> Verdict:
    tests = plain_asserts.tests(solution.exercise)
    names = dict.fromkeys(name for test in tests for name in test.arguments)
    parts = ["import pytest", plain_asserts.preamble(), *(FIXTURE.format(name=name) for name in names)]
    with confined.workplace(solution.exercise) as place:
        (place / "work" / "answer.py").write_bytes(_script(solution).encode(errors="surrogatepass"))
        (place / "work" / "test_answer.py").write_text(
            "\n\n".join([*parts, *(test.source for test in tests)])
        )
        ran = confined.run(place, ["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_answer.py"], seconds)
    last = "\n".join(line for line in ran.output.splitlines() if line.startswith("E "))[:500]
    return Verdict(solution, ran.status == 0, "", ran.cpu_seconds, last, ran.status is not None)


def _script(solution: Solution) -> str:
    """The cells in one file; magics become calls, as in a notebook that is saved as a script."""
    cells = [c if is_python(c) else TransformerManager().transform_cell(c) for c in solution.cells]
    return "\n\n".join(cells)

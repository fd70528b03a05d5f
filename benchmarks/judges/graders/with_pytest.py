"""pytest with plain asserts: a test file beside the student's file, as GitHub Classroom runs it.

Full marks are for exit status 0, which is all that Classroom looks at. To make a class cheap, each pytest is a fork of
a process that has imported torch, as in our sandbox.
"""

from __future__ import annotations

import math
import re
import sysconfig
from collections.abc import Collection, Sequence
from importlib.metadata import version
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from benchmarks.judges import confined, plain_asserts
from benchmarks.judges.grading import Verdict
from benchmarks.judges.solutions import Solution, batched, is_python

ABOUT = f"plain asserts, pytest {version('pytest')}"
NAMES_CAUSES = False

AT_A_TIME = 40
END = re.compile(r"^END OF (\d+): status (-?\d+), ([\d.]+) s$", re.MULTILINE)
FORKS = """
import os, sys
import pytest, torch
for number in range(int(sys.argv[1])):
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.chdir(str(number))
        sys.path.insert(0, "")
        os._exit(pytest.main(["-q", "-p", "no:cacheprovider", "test_answer.py"]))
    _, status, usage = os.wait4(child, 0)
    status, seconds = os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
    print(f"\\nEND OF {number}: status {status}, {seconds:.3f} s", flush=True)
"""
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
    """A pytest process for each of them: forks of one that has imported torch, or of its own for what may do harm."""
    confined.compile_ahead(Path(sysconfig.get_path("purelib")))
    batches = batched(solutions, AT_A_TIME)
    verdicts = confined.each(batches, lambda batch: _grade_batch(batch, seconds))
    found = {verdict.solution.id: verdict for batch in verdicts for verdict in batch}
    return [found[solution.id] for solution in solutions]


def _grade_batch(batch: list[Solution], seconds: float) -> list[Verdict]:
    exercise = batch[0].exercise
    tests = plain_asserts.tests(exercise)
    names = dict.fromkeys(name for test in tests for name in test.arguments)
    parts = ["import pytest", plain_asserts.preamble(), *(FIXTURE.format(name=name) for name in names)]
    text = "\n\n".join([*parts, *(test.source for test in tests)])
    with confined.workplace(exercise) as place:
        for number, solution in enumerate(batch):
            folder = place / "work" / str(number)
            folder.mkdir()
            (folder / "answer.py").write_bytes(_script(solution).encode(errors="surrogatepass"))
            (folder / "test_answer.py").write_text(text)
        ran = confined.run(place, ["-c", FORKS, str(len(batch))], seconds * len(batch))
    # The parent's lines, of which a student can forge one only by writing what pytest would have caught.
    ends = {int(n): (int(status), float(cpu)) for n, status, cpu in END.findall(ran.output)}
    parts = END.split(ran.output)  # what was printed, and the three groups of each end
    printed = {int(n): text for n, text in zip(parts[1::4], parts[0::4], strict=False)}
    return [
        Verdict(
            solution,
            ends.get(number, (1, 0.0))[0] == 0,
            "",
            ends[number][1] if number in ends else math.nan,
            _errors(printed.get(number, ran.output)),
            number in ends,
        )
        for number, solution in enumerate(batch)
    ]


def _errors(printed: str) -> str:
    return "\n".join(line for line in printed.splitlines() if line.startswith("E "))[:500]


def _script(solution: Solution) -> str:
    """The cells in one file; magics become calls, as in a notebook that is saved as a script."""
    cells = [c if is_python(c) else TransformerManager().transform_cell(c) for c in solution.cells]
    return "\n\n".join(cells)

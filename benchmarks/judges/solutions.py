"""The data set: solutions of which it is known what they are worth, as plain files with an index.

They come from the bank (known mistakes, right answers in other styles, stubs), from tests/hostile (attacks and
mishaps) and, where the folder is there, from tests/unseen (written by people who had not seen the checks).
"""

from __future__ import annotations

import ast
import importlib.util
import json
import shutil
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from autograder.course.catalogue import find_exercise, lessons
from autograder.jail import layout
from autograder.judge.bank import alternatives, misconceptions, stubs

ROOT = Path(__file__).parents[2]
INDEX = "index.json"


class Claim(StrEnum):
    """What a solution is worth."""

    WRONG = "wrong"  # a mistake that a student makes
    RIGHT = "right"
    EMPTY = "empty"  # does nothing right
    HOSTILE = "hostile"  # a wrong answer that tries to be taken for a right one, or to do harm
    MISHAP = "mishap"  # a right answer beside something that went wrong, which costs nothing
    OPEN = "open"  # a right answer beside something after which a grader may believe nothing; not counted


HARMLESS = (Claim.WRONG, Claim.RIGHT, Claim.EMPTY)


@dataclass(frozen=True)
class Solution:
    """What somebody handed in.

    Args:
        id: its path in the data set, without the ending.
        cause: the mistake's id in the bank, where it comes from there.
        says: what is wrong or tried, in words.
        cells: its code, in the order of a notebook's cells.
    """

    id: str
    exercise: str
    claim: Claim
    cause: str
    says: str
    cells: tuple[str, ...]

    @property
    def origin(self) -> str:
        """ "bank", "hostile" or "unseen"."""
        return self.id.split("/")[0]


# Their answer is right, so full marks are not unearned; but their processes fork, hang or raise wherever they can, and
# a grader that gives nothing is no worse. Any other case of tests/hostile is worth what its score there says.
OPEN = {
    *("two_servers", "successor", "immortal", "threads", "alarm", "uninterruptible"),
    *("endless_cell", "endless_sleep", "endless_output", "endless_display", "endless_finaliser"),
}


def everything() -> tuple[Solution, ...]:
    """All solutions, in the order of the course."""
    return (*_bank(), *_hostile(), *_unseen())


def write(folder: Path) -> None:
    """Write all solutions as files, with an index and the licence; what the folder held is replaced.

    Raises:
        FileExistsError: the folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / INDEX).exists():
        raise FileExistsError(f"{folder} is not empty and no data set. Name another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    rows = []
    for solution in everything():
        notebook = solution.origin == "hostile"
        file = Path("solutions") / f"{solution.id}{'.ipynb' if notebook else '.py'}"
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(_notebook(solution) if notebook else solution.cells[0].encode())
        row = asdict(solution)
        del row["cells"]
        rows.append({**row, "file": file.as_posix()})
    shutil.copy(ROOT / "LICENSE", folder)
    index = {
        "what": "Solutions of the exercises of resnet50-from-scratch, and what each is worth.",
        "licence": "MIT, see LICENSE",
        "claims": [claim.value for claim in Claim],
        "solutions": rows,
    }
    (folder / INDEX).write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


def load(folder: Path) -> tuple[Solution, ...]:
    """The solutions that `write` put there; raises FileNotFoundError where there are none."""
    if not (folder / INDEX).is_file():
        raise FileNotFoundError(f"{folder} holds no {INDEX}. Write one: python -m benchmarks.judges --write")
    rows = json.loads((folder / INDEX).read_text(encoding="utf-8"))["solutions"]
    return tuple(_loaded(folder, row) for row in rows)


def _loaded(folder: Path, row: dict[str, Any]) -> Solution:
    content = (folder / row.pop("file")).read_bytes()
    # Read as bytes: a reader of text would change \r\n, which one of them is about.
    cells = [content.decode()] if not content.startswith(b'{"cells"') else _cells(content)
    return Solution(**{**row, "claim": Claim(row["claim"])}, cells=tuple(cells))


def _cells(notebook: bytes) -> list[str]:
    return [cell["source"] for cell in json.loads(notebook)["cells"]]


def _notebook(solution: Solution) -> bytes:
    """Its cells as a notebook in ASCII, since some hold halves of characters that no other file can."""
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate(solution.cells)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode("ascii")


def _bank() -> Iterator[Solution]:
    for exercise in (exercise.id for lesson in lessons() for exercise in lesson.exercises):
        for wrong in misconceptions(exercise):
            name = f"bank/{exercise}/wrong/{wrong.id}"
            source = alone(wrong.source(), importable(exercise))
            yield Solution(name, exercise, Claim.WRONG, wrong.id, wrong.cause, (source,))
        for path in alternatives(exercise):
            name, source = f"bank/{exercise}/right/{path.stem}", path.read_text(encoding="utf-8")
            yield Solution(name, exercise, Claim.RIGHT, "", "", (source,))
        for stub in stubs(exercise):
            name = f"bank/{exercise}/empty/{stub.name}"
            yield Solution(name, exercise, Claim.EMPTY, "", "does nothing right.", (stub.source,))


def importable(exercise: str) -> set[str]:
    """Modules of `resnet_ref` that a solution of an exercise can import where it is graded."""
    return {*layout.ALWAYS_IMPORTABLE, *find_exercise(exercise)[0].may_import}


def alone(source: str, allowed: Collection[str]) -> str:
    """The source with the text of a module in place of each import of one that is not allowed.

    A mistake is an edit of the reference, which may import what a student may not. It would be rejected for that,
    and not for the mistake.
    """
    lines = source.splitlines(keepends=True)
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("resnet_ref."):
            module = (node.module or "").removeprefix("resnet_ref.")
            if module not in allowed:
                text = (ROOT / "resnet_ref" / f"{module}.py").read_text(encoding="utf-8")
                text = text.replace(
                    "from __future__ import annotations\n", ""
                )  # allowed at the top of a file only
                lines[node.lineno - 1 : node.end_lineno] = [alone(text, allowed)]
    return "".join(lines)


def _hostile() -> Iterator[Solution]:
    corpus = _package(ROOT / "tests" / "hostile")
    for case in corpus.CASES:
        if case.name in OPEN:
            claim = Claim.OPEN
        elif case.name == "wrong":  # what most attacks stand beside, without any
            claim = Claim.WRONG
        elif case.score == corpus.case.RIGHT_SCORE:
            claim = Claim.MISHAP
        else:
            claim = Claim.EMPTY if case in corpus.MISHAPS else Claim.HOSTILE
        name = f"hostile/{case.name}"
        yield Solution(name, "04.identity_block", claim, "", f"{case.tries}.", case.sources())


def _unseen() -> Iterator[Solution]:
    for path in sorted((ROOT / "tests" / "unseen").glob("*/*/*_*.py")):
        claim, _, name = path.stem.partition("_")
        if claim not in ("wrong", "right"):
            continue
        source = path.read_text(encoding="utf-8")
        first = source.partition("\n")[0]
        says = first.partition(":")[2].strip() if first.startswith("# wrong:") else ""
        writer, exercise = path.parts[-3:-1]
        yield Solution(
            f"unseen/{writer}/{exercise}/{claim}/{name}", exercise, Claim(claim), "", says, (source,)
        )


def _package(folder: Path) -> Any:
    """A package of the tests, which is on no path when benchmarks run."""
    if folder.name not in sys.modules:
        spec = importlib.util.spec_from_file_location(folder.name, folder / "__init__.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(f"{folder} is no package.")
        package = importlib.util.module_from_spec(spec)
        sys.modules[folder.name] = package
        spec.loader.exec_module(package)
    return sys.modules[folder.name]


def batched(solutions: Sequence[Solution], size: int) -> list[list[Solution]]:
    """Solutions of one exercise that can be graded together; what may break its neighbours stands alone."""
    batches = [[s] for s in solutions if s.claim not in HARMLESS]
    for exercise in dict.fromkeys(s.exercise for s in solutions):
        these = [s for s in solutions if s.exercise == exercise and s.claim in HARMLESS]
        batches += [these[start : start + size] for start in range(0, len(these), size)]
    return batches


def is_python(source: str) -> bool:
    """Whether it is plain Python, without IPython's magics."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True

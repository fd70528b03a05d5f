"""The bank of misconceptions and of alternative correct solutions: data that the diagnosis and the tests share.

A misconception is an edit of the reference's source, so that it is wrong in one way and right in all others. It
stands in `bank/EXERCISE/misconceptions.toml`. Beside it lie files that define the exercise's names: `stub_*.py` must
score zero, all others are correct and must get full marks.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from autograder.judge.in_process import InProcess

FOLDER = Path(__file__).parent.parent / "bank"


@dataclass(frozen=True)
class Misconception:
    """A named wrong implementation and what to tell somebody who wrote it."""

    id: str
    exercise: str
    cause: str
    question: str
    reread: str
    base: str  # module of resnet_ref whose source is edited
    edits: tuple[tuple[str, str], ...] = field(repr=False)

    def source(self) -> str:
        """The wrong implementation's source text.

        Raises:
            ValueError: an edit's old text does not stand exactly once in the reference.
        """
        spec = find_spec(f"resnet_ref.{self.base}")
        if spec is None or spec.origin is None:
            raise ValueError(f"Misconception {self.id} edits resnet_ref.{self.base}, which does not exist.")
        text = Path(spec.origin).read_text(encoding="utf-8")
        for old, new in self.edits:
            if text.count(old) != 1:
                raise ValueError(
                    f"Misconception {self.id} replaces {old!r}, which stands {text.count(old)} times in "
                    f"resnet_ref/{self.base}.py; it must stand there once."
                )
            text = text.replace(old, new)
        # In-place operations are a style, not a mistake, and with a mistake beside them they change what is raised.
        return text.replace("inplace=True", "inplace=False").replace("out += ", "out = out + ")


@cache
def misconceptions(exercise: str) -> tuple[Misconception, ...]:
    """The known mistakes in an exercise."""
    path = FOLDER / exercise / "misconceptions.toml"
    if not path.exists():
        return ()
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["misconception"]
    return tuple(
        Misconception(**{**row, "exercise": exercise, "edits": tuple(map(tuple, row["edits"]))})
        for row in rows
    )


def alternatives(exercise: str) -> tuple[Path, ...]:
    """Files with correct solutions in other styles."""
    return tuple(
        path for path in sorted((FOLDER / exercise).glob("*.py")) if not path.name.startswith("stub_")
    )


def stubs(exercise: str) -> tuple[Path, ...]:
    """Files with solutions that do nothing right, however politely, and must score zero."""
    return tuple(sorted((FOLDER / exercise).glob("stub_*.py")))


@cache
def implementation(misconception: Misconception) -> InProcess:
    """The wrong implementation, ready to be observed."""
    return InProcess(execute(misconception.source(), f"<{misconception.id}>"))


def execute(source: str, filename: str) -> dict[str, Any]:
    """The names that a trusted source text defines."""
    names: dict[str, Any] = {"__name__": "bank"}
    exec(compile(source, filename, "exec"), names)
    return names

"""The bank of misconceptions, alternative correct solutions and stubs: data that the diagnosis and the tests share.

A misconception is an edit of the reference's source, so that it is wrong in one way and right in all others; or, from
a dispute, a whole file in `bank/EXERCISE/wrong/`. It stands in `bank/EXERCISE/misconceptions.toml`. Beside that lie
files that define the exercise's names: correct solutions in other styles, which must get full marks.
`bank/stubs.toml` makes stubs, which must score zero.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from autograder.course.catalogue import CatalogueError, read_tables
from autograder.judge.in_process import InProcess

FOLDER = Path(__file__).parent.parent / "bank"


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A misconception as its file has it."""

    id: str
    cause: str
    question: str
    reread: str
    base: str = ""  # module of resnet_ref whose source is edited
    edits: tuple[tuple[str, str], ...] = ()  # old text, which stands there once, and new
    file: str = ""  # or the name of a file in wrong/, without .py

    def __post_init__(self) -> None:
        for key, text, end in (("cause", self.cause, "."), ("question", self.question, "?")):
            if not text[:-1].strip() or not text.endswith(end):
                raise ValueError(f"needs a {key!r} that says something and ends in {end!r}; it has {text!r}.")
        if not self.reread.strip():
            raise ValueError("needs a 'reread': the title in quotes of a heading of the lesson.")
        if not self.file and not (self.base and self.edits):
            raise ValueError(
                "needs a 'base' and 'edits', a list of pairs [old, new], or a 'file'; else it is the reference."
            )
        if self.file and (self.base or self.edits):
            raise ValueError("has a 'file', and a 'base' or 'edits' besides; it needs one of both.")


class Misconception(Written, frozen=True, kw_only=True):
    """A named wrong implementation and what to tell somebody who wrote it."""

    exercise: str

    def source(self) -> str:
        """The wrong implementation's source text.

        Raises:
            ValueError: an edit's old text does not stand exactly once in the reference.
        """
        if self.file:
            return (FOLDER / self.exercise / "wrong" / f"{self.file}.py").read_text(encoding="utf-8")
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


class _MisconceptionsFile(msgspec.Struct, forbid_unknown_fields=True):
    misconception: tuple[Written, ...]


@cache
def misconceptions(exercise: str) -> tuple[Misconception, ...]:
    """The known mistakes in an exercise; raises CatalogueError where its file breaks a rule."""
    path = FOLDER / exercise / "misconceptions.toml"
    return read_misconceptions(path.read_text(encoding="utf-8"), exercise) if path.exists() else ()


def read_misconceptions(text: str, exercise: str) -> tuple[Misconception, ...]:
    """The mistakes in an exercise that a file's text declares; raises CatalogueError."""
    file = f"bank/{exercise}/misconceptions.toml"
    rows = read_tables(text, file, _MisconceptionsFile, {"misconception": Written}).misconception
    names = [row.id for row in rows]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise CatalogueError(f"{file}: the misconception {min(twice)!r} stands there twice. Rename one.")
    return tuple(Misconception(**msgspec.structs.asdict(row), exercise=exercise) for row in rows)


def alternatives(exercise: str) -> tuple[Path, ...]:
    """Files with correct solutions in other styles."""
    return tuple(sorted((FOLDER / exercise).glob("*.py")))


@dataclass(frozen=True)
class Stub:
    """A solution that does nothing right, however politely, and must score zero."""

    name: str
    source: str


class _StubsOfExercise(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    form: str = ""  # the exercise's names, with a line `...` wherever the behaviour belongs
    does: tuple[str, ...] = ()  # shared behaviours
    body: dict[str, str] = {}  # behaviours of its own
    source: dict[str, str] = {}  # whole source texts

    def __post_init__(self) -> None:
        if (self.does or self.body) and not _DOTS.search(self.form):
            raise ValueError("needs a 'form' with a line of three dots, where the behaviour belongs.")


class _StubsFile(msgspec.Struct, forbid_unknown_fields=True):
    begin: str  # stands before every form
    behaviour: dict[str, str]
    exercise: tuple[_StubsOfExercise, ...]


_DOTS = re.compile(r"^( *)\.\.\.$", re.MULTILINE)


def stubs(exercise: str) -> tuple[Stub, ...]:
    """An exercise's stubs; raises CatalogueError where bank/stubs.toml breaks a rule."""
    return _stubs().get(exercise, ())


@cache
def _stubs() -> dict[str, tuple[Stub, ...]]:
    return read_stubs((FOLDER / "stubs.toml").read_text(encoding="utf-8"))


def read_stubs(text: str) -> dict[str, tuple[Stub, ...]]:
    """Every exercise's stubs that a file's text declares; raises CatalogueError."""
    file = read_tables(text, "bank/stubs.toml", _StubsFile, {"exercise": _StubsOfExercise})
    found = {}
    for row in file.exercise:
        unknown = [name for name in row.does if name not in file.behaviour]
        if unknown:
            known = ", ".join(file.behaviour)
            raise CatalogueError(
                f"bank/stubs.toml: the exercise {row.id!r} does {unknown[0]!r}, which is no behaviour. "
                f"Known are: {known}."
            )
        bodies = {name: file.behaviour[name] for name in row.does} | row.body
        sources = {
            name: f"{file.begin}\n{_filled(row.form, body)}" for name, body in bodies.items()
        } | row.source
        found[row.id] = tuple(Stub(name, sources[name]) for name in sorted(sources))
    return found


def _filled(form: str, body: str) -> str:
    """The form with the behaviour for its dots, indented as they are."""
    return _DOTS.sub(lambda dots: textwrap.indent(body.rstrip("\n"), dots[1]), form)


@cache
def implementation(misconception: Misconception) -> InProcess:
    """The wrong implementation, ready to be observed."""
    return InProcess(execute(misconception.source(), f"<{misconception.id}>"))


def execute(source: str, filename: str) -> dict[str, Any]:
    """The names that a trusted source text defines."""
    names: dict[str, Any] = {"__name__": "bank"}
    exec(compile(source, filename, "exec"), names)
    return names

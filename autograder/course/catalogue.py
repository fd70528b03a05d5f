"""The catalogue: every lesson and exercise, read from catalogue.toml and validated."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_type_hints

import msgspec

from autograder.inside.limits import Limits

PATH = Path(__file__).with_name("catalogue.toml")
HINT_TIERS = 3

File = TypeVar("File", bound=msgspec.Struct)
TableType = type[msgspec.Struct]


class CatalogueError(ValueError):
    """The catalogue or the bank breaks one of its rules; the message names the place and the rule."""


class Exercise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a student writes."""

    id: str  # "04.identity_block"
    title: str
    points: int | float
    reference: tuple[str, ...]  # modules of resnet_ref that hold the answer
    hints: tuple[str, ...]  # from a nudge to nearly all
    seconds: Annotated[float, msgspec.Meta(gt=0)] = 20.0  # for all its checks together

    def __post_init__(self) -> None:
        if self.points <= 0:
            raise ValueError(f"is worth {self.points} points. Give it more than 0.")
        if len(self.hints) != HINT_TIERS or not all(hint.strip() for hint in self.hints):
            raise ValueError(f"needs {HINT_TIERS} hints, from a nudge to nearly all; none may be empty.")

    @property
    def grade_id(self) -> str:
        """Its cell's id in nbgrader, which allows no dot."""
        return self.id.replace(".", "-")


class Lesson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One folder, one notebook, one nbgrader assignment."""

    name: str  # "04_identity_block"
    title: str
    minutes: int
    may_import: tuple[str, ...]  # modules of resnet_ref that earlier lessons taught
    exercises: tuple[Exercise, ...] = msgspec.field(name="exercise")
    limits: Limits = Limits()  # of a submission, all its exercises together

    def __post_init__(self) -> None:
        if not self.exercises:
            raise ValueError("has no exercise. Add one, or remove the lesson.")
        number = self.name[:2]
        for exercise in self.exercises:
            if not exercise.id.startswith(f"{number}."):
                raise ValueError(f"holds the exercise {exercise.id!r}, whose id must start with {number}.")

    @property
    def notebook(self) -> str:
        """File name of its notebook."""
        return f"{self.name}.ipynb"


class _Catalogue(msgspec.Struct, forbid_unknown_fields=True):
    lesson: tuple[Lesson, ...]


# msgspec refuses unknown names in its own tables only, and Limits travels to where no msgspec is. So [lesson.limits]
# is read twice: strictly as this table, whose values are dropped, and as Limits.
_LimitsTable = msgspec.defstruct(
    "_LimitsTable",
    [
        (limit.name, Annotated[get_type_hints(Limits)[limit.name], msgspec.Meta(gt=0)], limit.default)
        for limit in fields(Limits)
    ],
    forbid_unknown_fields=True,
)


class _LimitsOfLesson(msgspec.Struct):
    limits: _LimitsTable = msgspec.field(default_factory=_LimitsTable)  # type: ignore[valid-type]


class _LimitsOfCatalogue(msgspec.Struct):
    lesson: tuple[_LimitsOfLesson, ...]


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons in order.

    Raises:
        CatalogueError: the catalogue breaks a rule.
    """
    return read(PATH.read_text(encoding="utf-8"))


def read(text: str) -> tuple[Lesson, ...]:
    """The lessons that a catalogue's text declares; raises CatalogueError."""
    known: dict[str, TableType] = {"lesson": Lesson, "exercise": Exercise, "limits": _LimitsTable}
    read_tables(text, "catalogue.toml", _LimitsOfCatalogue, known)
    found = read_tables(text, "catalogue.toml", _Catalogue, known).lesson
    for what, names in (
        ("lesson", [x.name for x in found]),
        ("exercise", [e.id for x in found for e in x.exercises]),
    ):
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise CatalogueError(f"The {what} {min(twice)!r} stands in the catalogue twice. Rename one.")
    return found


def read_tables(text: str, file: str, kind: type[File], tables: Mapping[str, TableType]) -> File:
    """A TOML file of [[tables]], checked against what its Structs declare.

    Args:
        file: the file's name, for messages.
        tables: every table's name in the file and its Struct.

    Raises:
        CatalogueError: it is not TOML, or breaks a rule; the message names the table and says what to change.
    """
    try:
        content = tomllib.loads(text)
        return msgspec.convert(content, kind)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{file} is not TOML with [[{next(iter(tables))}]] entries: {error}") from None
    except msgspec.ValidationError as error:
        raise CatalogueError(_sentence(str(error), content, file, tables)) from None


def _sentence(said: str, content: Any, file: str, tables: Mapping[str, TableType]) -> str:
    """What msgspec said, with the table's name for its path and with the words of somebody who writes TOML."""
    said, _, path = said.partition(" - at `$")
    for sent, plain in _PLAIN.items():
        said = said.replace(sent, plain)
    where, name, key = "", "", ""
    for step in re.findall(r"\w+", path):
        content = content[int(step) if step.isdigit() else step]
        key += f"[{step}]" if step.isdigit() else f".{step}"
        table = re.match(r"\.(\w+)(\[\d+\])?$", key)
        if table and table[1] in tables and isinstance(content, dict):
            own = content.get("name", content.get("id"))
            where = f"{table[1]} {own!r}" if table[2] else f"table {table[1]!r} of the {where}"
            name, key = table[1], ""
    if not where:
        return f"{file} is not TOML with [[{next(iter(tables))}]] entries: {said}."
    key = key.strip(".")
    begin = f"{file}: the {where}"
    if missing := re.fullmatch(r"Object missing required field `(\w+)`", said):
        return f"{begin} needs {missing[1]!r}. Add it."
    if unknown := re.fullmatch(r"Object contains unknown field `(.+)`", said, re.DOTALL):
        known = ", ".join(field.encode_name for field in msgspec.structs.fields(tables[name]))
        return f"{begin} has {unknown[1]!r}, which means nothing here. Known are: {known}."
    if wrong := re.fullmatch(r"Expected (.+?)(?:, got (.+))?", said):
        has = wrong[2] or repr(content)
        return f"{begin} needs {key!r} to be {wrong[1]}; it has {has}."
    return f"{begin} {said}"


_PLAIN = {
    "`str`": "text",
    "`int | float`": "a number",
    "`int`": "a whole number",
    "`float`": "a number",
    "`bool`": "true or false",
    "`array`": "a list",
    "`object`": "a table",
}


def find_lesson(name: str) -> Lesson:
    """The lesson of this name or number ("04_identity_block", "04", "4"); raises LookupError with near names."""
    number = name.zfill(2)
    for lesson in lessons():
        if lesson.name == name or (name.isdigit() and lesson.name.startswith(f"{number}_")):
            return lesson
    raise _unknown("lesson", name, [lesson.name for lesson in lessons()])


def find_exercise(name: str) -> tuple[Lesson, Exercise]:
    """The exercise of this id and its lesson; raises LookupError with near names."""
    known = {exercise.id: (lesson, exercise) for lesson in lessons() for exercise in lesson.exercises}
    if name not in known:
        raise _unknown("exercise", name, known)
    return known[name]


def _unknown(what: str, name: str, known: Iterable[str]) -> LookupError:
    from resnet_ref.shapes import one_of  # with it comes torch, for which no other command should wait

    return LookupError(one_of(what, name, known))

"""The catalogue: every lesson and exercise, read from catalogue.toml and validated."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("catalogue.toml")
HINT_TIERS = 3


class CatalogueError(ValueError):
    """The catalogue breaks one of its rules; the message names the place and the rule."""


@dataclass(frozen=True)
class Exercise:
    """One thing that a student writes."""

    id: str  # "04.identity_block"
    title: str
    points: float
    reference: tuple[str, ...]  # modules of resnet_ref that hold the answer
    hints: tuple[str, ...]  # from a nudge to nearly all

    @property
    def grade_id(self) -> str:
        """Its cell's id in nbgrader, which allows no dot."""
        return self.id.replace(".", "-")


@dataclass(frozen=True)
class Lesson:
    """One folder, one notebook, one nbgrader assignment."""

    name: str  # "04_identity_block"
    title: str
    minutes: int
    may_import: tuple[str, ...]  # modules of resnet_ref that earlier lessons taught
    exercises: tuple[Exercise, ...]

    @property
    def notebook(self) -> str:
        """File name of its notebook."""
        return f"{self.name}.ipynb"


@cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons in order.

    Raises:
        CatalogueError: the catalogue breaks a rule.
    """
    return read(PATH.read_text(encoding="utf-8"))


def read(text: str) -> tuple[Lesson, ...]:
    """The lessons that a catalogue's text declares; raises CatalogueError."""
    try:
        rows = tomllib.loads(text)["lesson"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise CatalogueError(f"The catalogue is not TOML with [[lesson]] entries: {error}") from None
    found = tuple(_lesson(row) for row in rows)
    for what, names in (
        ("lesson", [x.name for x in found]),
        ("exercise", [e.id for x in found for e in x.exercises]),
    ):
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise CatalogueError(f"The {what} {min(twice)!r} stands in the catalogue twice. Rename one.")
    return found


def _lesson(row: dict[str, Any]) -> Lesson:
    name = row.get("name", "")
    _require(row, f"lesson {name!r}", name=str, title=str, minutes=int, may_import=list, exercise=list)
    exercises = tuple(_exercise(entry, name) for entry in row["exercise"])
    if not exercises:
        raise CatalogueError(f"Lesson {name!r} has no exercise. Add one, or remove the lesson.")
    return Lesson(name, row["title"], row["minutes"], tuple(row["may_import"]), exercises)


def _exercise(row: dict[str, Any], lesson: str) -> Exercise:
    name = row.get("id", "")
    where = f"exercise {name!r}"
    _require(row, where, id=str, title=str, points=(int, float), reference=list, hints=list)
    if not name.startswith(f"{lesson[:2]}."):
        raise CatalogueError(
            f"The {where} stands in lesson {lesson!r}, so its id must start with {lesson[:2]}."
        )
    if row["points"] <= 0:
        raise CatalogueError(f"The {where} is worth {row['points']} points. Give it more than 0.")
    if len(row["hints"]) != HINT_TIERS or not all(str(hint).strip() for hint in row["hints"]):
        raise CatalogueError(
            f"The {where} needs {HINT_TIERS} hints, from a nudge to nearly all; none may be empty."
        )
    return Exercise(name, row["title"], row["points"], tuple(row["reference"]), tuple(row["hints"]))


def _require(row: dict[str, Any], where: str, **kinds: Any) -> None:
    for key, kind in kinds.items():
        if not isinstance(row.get(key), kind):
            raise CatalogueError(f"The {where} needs {key!r}; it has {row.get(key)!r}.")
    unknown = sorted(set(row) - set(kinds))
    if unknown:
        raise CatalogueError(
            f"The {where} has {unknown[0]!r}, which means nothing here. Known are: {', '.join(kinds)}."
        )


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

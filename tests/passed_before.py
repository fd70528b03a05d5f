"""What has passed on exactly this content, and need not run again before something of it changes.

`passed_before.json` holds a digest for each exercise, of all that its tests in test_bank.py look at, and for each
lesson, of all that its solution's test in test_authoring.py does. `make remember` writes it. CI, where CI is set, and
`make test-slow` run everything all the same.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
import pytest
import torch

from autograder.course.catalogue import Exercise, Lesson, find_exercise
from autograder.judge.bank import FOLDER, misconceptions, stubs

ROOT = Path(__file__).parent.parent
RECORD = Path(__file__).with_suffix(".json")
JUDGE = ("autograder/inside", "autograder/comparing", "autograder/judge", "autograder/outcomes.py")
ISOLATION = ("autograder/jail", "autograder/reading.py", "resnet_ref", "tests/test_authoring.py")
TESTS = ("tests/test_bank.py", "tests/remembering.py")


def skip_if_passed_before(thing: Exercise | Lesson) -> None:
    """Skip the test that calls this, and say so, where it passed before on the same content."""
    if "CI" in os.environ or os.environ.get("COURSE_TESTS") == "all":
        return
    name, found = named_digest(thing)
    if recorded().get(name) == found:
        pytest.skip(f"passed before on the same content, as {RECORD.name} says; COURSE_TESTS=all runs it")


def named_digest(thing: Exercise | Lesson) -> tuple[str, str]:
    """Its key in the record, and the digest of what its tests look at now."""
    return (thing.id, of_exercise(thing)) if isinstance(thing, Exercise) else (thing.name, of_lesson(thing))


@cache
def recorded() -> dict[str, str]:
    """Name of an exercise or a lesson -> digest on which all its tests passed."""
    return dict(json.loads(RECORD.read_text())) if RECORD.exists() else {}


def record(things: Iterable[Exercise | Lesson]) -> None:
    """Note that all tests of these have passed now."""
    rows = recorded() | dict(named_digest(thing) for thing in things)
    RECORD.write_text(json.dumps(dict(sorted(rows.items())), indent=1) + "\n")


@cache
def of_exercise(exercise: Exercise) -> str:
    bases = {wrong.base for wrong in misconceptions(exercise.id)} | set(exercise.reference)
    lesson, _ = find_exercise(exercise.id)
    files = [
        *_files(*JUDGE, *TESTS, f"autograder/checks/test_{lesson.name}.py"),
        *sorted(path for path in (FOLDER / exercise.id).rglob("*") if path.is_file()),
        *sorted(_closure(bases)),
    ]
    return _digest(files, [msgspec.json.encode(exercise), repr(stubs(exercise.id)).encode()])


@cache
def of_lesson(lesson: Lesson) -> str:
    notebooks = [f"{folder}/{lesson.name}/{lesson.notebook}" for folder in ("solutions", "lessons")]
    parts = [of_exercise(exercise).encode() for exercise in lesson.exercises]
    return _digest(_files(*ISOLATION, *notebooks), [repr(lesson).encode(), *parts])


def _files(*names: str) -> list[Path]:
    found = []
    for name in names:
        path = ROOT / name
        found += sorted(path.glob("*.py")) if path.is_dir() else [path]
    return found


def _closure(modules: Iterable[str]) -> set[Path]:
    """The files of these modules of resnet_ref, and of all that they import of it."""
    found: set[Path] = set()
    wanted = set(modules)
    while wanted:
        path = ROOT / "resnet_ref" / f"{wanted.pop()}.py"
        if path in found or not path.exists():
            continue
        found.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("resnet_ref."):
                wanted.add(str(node.module).partition(".")[2])
            elif isinstance(node, ast.ImportFrom) and node.module == "resnet_ref":
                wanted |= {alias.name for alias in node.names}
    return found


def _digest(files: Iterable[Path], parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256(f"{torch.__version__} {sys.version_info[:2]} {platform.machine()}".encode())
    for part in [*parts, *(path.read_bytes() for path in files)]:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:32]

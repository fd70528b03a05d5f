"""The plain asserts, cut from their files: what of them belongs to an exercise, for whichever harness runs them.

A test is a function `test_LESSON_EXERCISE__what(NAMES)`, whose arguments are the student's names. Everything else
at the top level of a file stands before them.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.course.catalogue import lessons

STYLES = ("against_torch", "three_values")


@dataclass(frozen=True)
class Test:
    """One test of an exercise."""

    name: str
    arguments: tuple[str, ...]
    source: str

    def call(self) -> str:
        """The line that runs it on the student's names."""
        return f"{self.name}({', '.join(self.arguments)})"


@cache
def exercises() -> tuple[str, ...]:
    """Ids of the exercises that have tests."""
    return tuple(e.id for lesson in lessons() for e in lesson.exercises if tests(e.id))


@cache
def tests(exercise: str) -> tuple[Test, ...]:
    """An exercise's tests in all styles."""
    start = f"test_{exercise.replace('.', '_')}__"
    return tuple(
        Test(node.name, tuple(a.arg for a in node.args.args), text)
        for node, text in _parts()
        if isinstance(node, ast.FunctionDef) and node.name.startswith(start)
    )


@cache
def preamble() -> str:
    """Imports and helpers of all styles."""
    others = [
        text
        for node, text in _parts()
        if not (isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))  # the docstring
        and not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
    ]
    return "\n\n".join(dict.fromkeys(others))


@cache
def _parts() -> tuple[tuple[ast.stmt, str], ...]:
    found: list[tuple[ast.stmt, str]] = []
    for style in STYLES:
        text = (Path(__file__).parent / "asserts" / f"{style}.py").read_text(encoding="utf-8")
        found += [(node, ast.get_source_segment(text, node) or "") for node in ast.parse(text).body]
    return tuple(found)

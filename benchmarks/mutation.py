"""Mutate the reference and see whether the suites notice: each small change must cost an exercise some points.

    python benchmarks/mutation.py [MODULE ...] [--jobs 2] [--json]

Changes are those of mutmut (operators, constants, arguments left out, keywords, conditions) and two of our own: a
statement dropped, two neighbouring arguments swapped. A mutant of a module is killed when any exercise answered in
that module fails one of its checks, or does not answer within its time. Every survivor must stand in survivors.toml
with the reason why it is right; the exit status is 1 where one does not.

Never changed is what no student is asked for: functions that no suite ever enters (`imshow_cifar`), annotations,
docstrings, refusals of bad input (but for those that the course asks for, in the modules of REFUSALS), progress bars,
and how a figure looks (titles, colours, layout; what it shows is). Nor does False become None.
"""

from __future__ import annotations

import argparse
import difflib
import importlib.util
import json
import multiprocessing
import signal
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import libcst as cst
import torch
from mutmut.mutation.mutators import mutation_operators

from autograder.comparing import Observer
from autograder.course.catalogue import Exercise, lessons
from autograder.judge.bank import execute
from autograder.judge.in_process import InProcess, reference
from autograder.judge.suites import checks_of

SURVIVORS = Path(__file__).with_name("survivors.toml")
REFUSALS = {"identity_block", "gradcam"}
RAISE = "raise"  # stands among the names of functions for refusals
LOOKS = {"set", "set_title", "suptitle", "text", "contour", "remove", "image_panels", "new_figure"}
BARS = {"tqdm", "set_postfix"}
SHOWN = {"imshow", "hist"}  # their first argument is what is shown, all others are how
SECONDS = 60  # a suite takes about one
SEED = 7


@dataclass(frozen=True)
class Mutant:
    """A module of the reference with one small change."""

    module: str
    within: str  # the function or class
    change: str  # the lines that differ, "- old" and "+ new"
    source: str


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant."""

    module: str
    within: str
    change: str
    killed_by: str  # the exercise, or "" for a survivor


def entered(module: str) -> set[str]:
    """Names of the functions of a module of `resnet_ref` that run when its exercises are checked."""
    place = importlib.util.find_spec(f"resnet_ref.{module}")
    names: set[str] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and place is not None and frame.f_code.co_filename == place.origin:
            names.add(frame.f_code.co_name)

    remembered.cache_clear()
    sys.setprofile(note)
    try:
        for exercise in exercises_of(module):
            remembered(exercise)
    finally:
        sys.setprofile(None)
    return names


def mutants(module: str) -> list[Mutant]:
    """All mutants of a module of `resnet_ref`, each only once."""
    asked_for = entered(module) | ({RAISE} if module in REFUSALS else set())
    spec = importlib.util.find_spec(f"resnet_ref.{module}")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text(encoding="utf-8")
    tree = cst.parse_module(source)
    found: dict[str, Mutant] = {}
    for part in tree.body:
        if isinstance(part, cst.FunctionDef | cst.ClassDef):
            for old, new in changes(part, asked_for):
                mutated = cst.ensure_type(tree.deep_replace(old, new), cst.Module).code
                if mutated not in (source, *found):
                    found[mutated] = Mutant(module, part.name.value, difference(source, mutated), mutated)
    return list(found.values())


def changes(node: cst.CSTNode, asked_for: set[str]) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """Pairs of a node below `node` and what may stand in its place, in functions of these names."""
    for old in descend(node, asked_for):
        for kind, operator in mutation_operators:
            if isinstance(old, kind):
                for new in operator(old):
                    if not without_effect(old, new):
                        yield old, new
        if isinstance(old, cst.Call):
            yield from ((old, new) for new in swapped(old))
        if isinstance(old, cst.IndentedBlock):
            yield from ((old, new) for new in shortened(old, RAISE not in asked_for))


def without_effect(old: cst.CSTNode, new: cst.CSTNode) -> bool:
    """Whether an argument that was False is None now."""
    if not (isinstance(old, cst.Call) and isinstance(new, cst.Call) and len(old.args) == len(new.args)):
        return False
    changed = [(a.value, b.value) for a, b in zip(old.args, new.args, strict=True) if not a.deep_equals(b)]
    return all(
        isinstance(a, cst.Name) and isinstance(b, cst.Name) and (a.value, b.value) == ("False", "None")
        for a, b in changed
    )


def descend(node: cst.CSTNode, asked_for: set[str]) -> Iterator[cst.CSTNode]:
    """`node` and all below it that may be changed."""
    if isinstance(node, cst.Annotation | cst.Raise):
        return
    if isinstance(node, cst.FunctionDef) and node.name.value not in asked_for:
        return
    if is_refusal(node) and RAISE not in asked_for:
        return
    if isinstance(node, cst.SimpleStatementLine) and is_aside(node.body[0]):
        return
    if called(node) in LOOKS | BARS:
        return
    if called(node) in SHOWN:
        yield from descend(cst.ensure_type(node, cst.Call).args[0], asked_for)
        return
    yield node
    for child in node.children:
        yield from descend(child, asked_for)


def is_refusal(node: cst.CSTNode) -> bool:
    """Whether a statement is an `if` that does nothing but raise."""
    if not isinstance(node, cst.If) or node.orelse is not None:
        return False
    last = node.body.body[-1]
    return isinstance(last, cst.SimpleStatementLine) and isinstance(last.body[0], cst.Raise)


def called(node: cst.CSTNode) -> str:
    """The last name of what a call calls, "imshow" for `panel.imshow(...)`; "" for all that is no call."""
    function = node.func if isinstance(node, cst.Call) else None
    if isinstance(function, cst.Attribute):
        function = function.attr
    return function.value if isinstance(function, cst.Name) else ""


def is_aside(statement: cst.CSTNode) -> bool:
    """Whether a statement is a docstring, one of our own questions about the input, or about a figure's looks."""
    if not isinstance(statement, cst.Expr):
        return False
    name = called(statement.value)
    return (
        name.lstrip("_").startswith("require_")
        or name in LOOKS | BARS
        or isinstance(statement.value, cst.SimpleString | cst.ConcatenatedString)
    )


def swapped(call: cst.Call) -> Iterator[cst.Call]:
    """The call with two neighbouring positional arguments in each other's place."""
    for i, (left, right) in enumerate(zip(call.args, call.args[1:], strict=False)):
        if not (left.keyword or right.keyword or left.star or right.star):
            args = list(call.args)
            args[i], args[i + 1] = left.with_changes(value=right.value), right.with_changes(value=left.value)
            yield call.with_changes(args=args)


def shortened(block: cst.IndentedBlock, refusals_stay: bool) -> Iterator[cst.IndentedBlock]:
    """The block with one statement less; functions and classes in it stay, since others need their names."""
    for i, statement in enumerate(block.body):
        if isinstance(statement, cst.FunctionDef | cst.ClassDef) or (refusals_stay and is_refusal(statement)):
            continue
        if isinstance(statement, cst.SimpleStatementLine) and (
            is_aside(statement.body[0]) or isinstance(statement.body[0], cst.Pass | cst.Raise)
        ):
            continue
        rest = [*block.body[:i], *block.body[i + 1 :]]
        yield block.with_changes(body=rest or [cst.parse_statement("pass")])


def difference(old: str, new: str) -> str:
    """The changed lines, without their indentation."""
    lines = difflib.ndiff(old.splitlines(), new.splitlines())
    return "\n".join(
        f"{line[0]} {line[2:].strip()}" for line in lines if line[0] in "+-" and line[2:].strip()
    )


def exercises_of(module: str) -> list[Exercise]:
    """Those answered in this module of the reference."""
    return [e for lesson in lessons() for e in lesson.exercises if module in e.reference]


class Remembered:
    """The reference, asked each question once for all mutants."""

    def __init__(self, exercise: Exercise) -> None:
        self._reference = reference(exercise.reference)
        self._answers: dict[tuple[str, int], Any] = {}

    def observe(self, source: str, name: str, given: dict[str, Any], seed: int) -> Any:
        """See `Implementation.observe`."""
        if (name, seed) not in self._answers:
            self._answers[name, seed] = self._reference.observe(source, name, given, seed)
        return self._answers[name, seed]


@cache
def remembered(exercise: Exercise) -> Remembered:
    """The reference's answers to all checks of an exercise."""
    answers = Remembered(exercise)
    for seed, check in enumerate(checks_of(exercise.id), start=SEED):
        check.run(Observer(reference(exercise.reference), answers, seed))
    return answers


def verdict(mutant: Mutant) -> Verdict:
    """Judge a mutant as if a student had handed it in."""

    def too_long(number: int, frame: FrameType | None) -> None:
        raise SystemExit("too long")

    torch.set_num_threads(1)
    signal.signal(signal.SIGALRM, too_long)
    killed_by = ""
    for exercise in exercises_of(mutant.module):
        signal.alarm(SECONDS)
        try:
            student = InProcess(execute(mutant.source, f"<{mutant.module}>"))
            for seed, check in enumerate(checks_of(exercise.id), start=SEED):
                check.run(Observer(student, remembered(exercise), seed))
        except BaseException:  # CheckFailed, or it cannot even be defined, or it did not answer in time
            killed_by = exercise.id
            break
        finally:
            signal.alarm(0)
    return Verdict(mutant.module, mutant.within, mutant.change, killed_by)


def explained() -> set[str]:
    """Known survivors, as `label` writes them; survivors.toml says of each why it is right."""
    rows = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))["reason"]
    return {mutant.strip() for row in rows for mutant in row["mutants"]}


def label(verdict: Verdict) -> str:
    """A mutant's place and its changed lines, which tell it from all others."""
    return f"{verdict.module}.{verdict.within}\n{verdict.change}"


def main(arguments: Iterable[str] | None = None) -> int:
    """Print the survivors and the share killed; 1 where a survivor has no reason."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    known = list(dict.fromkeys(m for lesson in lessons() for e in lesson.exercises for m in e.reference))
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"of resnet_ref: {', '.join(known)}")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="all verdicts, as JSON lines")
    asked = parser.parse_args(None if arguments is None else list(arguments))
    reasons = explained()
    unexplained = 0
    torch.set_num_threads(1)
    for module in asked.modules or known:
        changed = mutants(module)
        # One process a mutant: it may have left anything behind.
        with multiprocessing.get_context("fork").Pool(asked.jobs, maxtasksperchild=1) as pool:
            verdicts = list(pool.imap(verdict, changed))
        survivors = [v for v in verdicts if not v.killed_by]
        missing = [v for v in survivors if label(v) not in reasons]
        unexplained += len(missing)
        for row in verdicts if asked.json else missing:
            print(json.dumps(asdict(row)) if asked.json else f"\n{label(row)}")
        summary = f"{module}: {len(verdicts) - len(survivors)} of {len(verdicts)} killed, "
        print(
            summary + f"{len(survivors) - len(missing)} right for a reason, {len(missing)} unexplained",
            file=sys.stderr,
            flush=True,
        )
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())

"""Mutate the reference and see whether the suites notice: each small change must cost an exercise some points.

    python benchmarks/mutation.py [MODULE ...] [--jobs 2] [--json]

Changes are those of mutmut (operators, constants, arguments left out, keywords, conditions) and two of our own:
a statement dropped, two neighbouring arguments swapped. A mutant of a module is killed when any exercise answered in
that module scores less than full marks, or does not answer within its time. Every survivor must stand in
survivors.toml with the reason why it is right; the exit status is 1 where one does not. What is never changed:
annotations, docstrings, the text of error messages, and what `drawing` below names.
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
from pathlib import Path
from types import FrameType

import libcst as cst
import torch
from mutmut.mutation.mutators import mutation_operators

from autograder.catalogue import Exercise, lessons
from autograder.judge.bank import execute
from autograder.judge.engine import judge
from autograder.judge.implementations import InProcess

SURVIVORS = Path(__file__).with_name("survivors.toml")
SECONDS = 60  # a suite takes about one


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


def mutants(module: str) -> list[Mutant]:
    """All mutants of a module of `resnet_ref`, each only once."""
    spec = importlib.util.find_spec(f"resnet_ref.{module}")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).read_text(encoding="utf-8")
    tree = cst.parse_module(source)
    found: dict[str, Mutant] = {}
    for part in tree.body:
        if isinstance(part, cst.FunctionDef | cst.ClassDef):
            for old, new in changes(part):
                mutated = cst.ensure_type(tree.deep_replace(old, new), cst.Module).code
                if mutated not in (source, *found):
                    found[mutated] = Mutant(module, part.name.value, difference(source, mutated), mutated)
    return list(found.values())


def changes(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """Pairs of a node below `node` and what may stand in its place."""
    for old in descend(node):
        for kind, operator in mutation_operators:
            if isinstance(old, kind):
                for new in operator(old):
                    yield old, new
        if isinstance(old, cst.Call):
            yield from ((old, new) for new in swapped(old))
        if isinstance(old, cst.IndentedBlock):
            yield from ((old, new) for new in shortened(old))


def descend(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """`node` and all below it that may be changed."""
    if isinstance(node, cst.Annotation | cst.Raise):
        return
    if isinstance(node, cst.Expr) and isinstance(node.value, cst.SimpleString | cst.ConcatenatedString):
        return
    yield node
    for child in node.children:
        yield from descend(child)


def swapped(call: cst.Call) -> Iterator[cst.Call]:
    """The call with two neighbouring positional arguments in each other's place."""
    for i, (left, right) in enumerate(zip(call.args, call.args[1:], strict=False)):
        if not (left.keyword or right.keyword or left.star or right.star):
            args = list(call.args)
            args[i], args[i + 1] = left.with_changes(value=right.value), right.with_changes(value=left.value)
            yield call.with_changes(args=args)


def shortened(block: cst.IndentedBlock) -> Iterator[cst.IndentedBlock]:
    """The block with one statement less; nothing that other statements need is dropped whole, such as a `def`."""
    for i, statement in enumerate(block.body):
        if isinstance(statement, cst.FunctionDef | cst.ClassDef):
            continue
        if isinstance(statement, cst.SimpleStatementLine) and isinstance(
            statement.body[0], cst.Pass | cst.Expr
        ):
            text = statement.body[0]
            if isinstance(text, cst.Pass) or isinstance(text.value, cst.SimpleString):
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
            full = judge(exercise, InProcess(execute(mutant.source, f"<{mutant.module}>")), seed=7).full
        except BaseException:  # it cannot even be defined, or it did not answer in time
            full = False
        finally:
            signal.alarm(0)
        if not full:
            killed_by = exercise.id
            break
    return Verdict(mutant.module, mutant.within, mutant.change, killed_by)


def explained() -> dict[tuple[str, str, str], str]:
    """The reasons why known survivors are right."""
    if not SURVIVORS.is_file():
        return {}
    rows = tomllib.loads(SURVIVORS.read_text(encoding="utf-8")).get("survivor", [])
    return {(row["module"], row["within"], row["change"].strip()): row["reason"] for row in rows}


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
    # One process a mutant: it may have left anything behind.
    with multiprocessing.get_context("fork").Pool(asked.jobs, maxtasksperchild=1) as pool:
        for module in asked.modules or known:
            verdicts = list(pool.imap(verdict, mutants(module)))
            survivors = [v for v in verdicts if not v.killed_by]
            missing = [v for v in survivors if (v.module, v.within, v.change) not in reasons]
            unexplained += len(missing)
            for row in verdicts if asked.json else missing:
                print(json.dumps(asdict(row)) if asked.json else f"\n{row.module}.{row.within}\n{row.change}")
            summary = f"{module}: {len(verdicts) - len(survivors)} of {len(verdicts)} killed, "
            print(
                summary + f"{len(survivors) - len(missing)} right for a reason, {len(missing)} unexplained",
                file=sys.stderr,
                flush=True,
            )
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())

"""The reference with one small edit, and the edit in words: what a mistake is like that nobody has written down.

Only functions that a question enters are edited. Nothing here can loop for ever: the reference has no `while` in what
students are asked for, and no edit makes one.
"""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from autograder.comparing import Observed
from autograder.judge.bank import execute
from autograder.judge.in_process import InProcess, reference

MAX_SHOWN = 40  # characters of code that a sentence quotes

_SIGNS: dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_OTHER: dict[type, tuple[Any, ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_NAMES = (
    ("mean", "sum"),
    ("max", "min"),
    ("amax", "amin"),
    ("argmax", "argmin"),
    ("softmax", "log_softmax"),
    ("softmax", "sigmoid"),
    ("sin", "cos"),
    ("floor", "ceil"),
    ("floor", "round"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("std", "var"),
    ("train", "eval"),
    ("relu", "abs"),
    ("numel", "dim"),
    ("flatten", "squeeze"),
)


_SAME = "_as_it_is"  # calls this in place of a function that is left out


class Edit(NamedTuple):
    """A source text with one edit, and the edit in words."""

    source: str
    words: str


class EditedReference(NamedTuple):
    """An edited reference, ready to be asked."""

    words: str
    code: InProcess


def edited_references(modules: Sequence[str], row: Observed) -> Iterator[EditedReference]:
    """The reference with every single edit of the functions that a question enters."""
    for module, functions in _entered(modules, row).items():
        for edit in edits(module, functions):
            if (code := _defined(edit)) is not None:
                yield EditedReference(edit.words, code)


@cache
def _defined(edit: Edit) -> InProcess | None:
    try:
        return InProcess(execute(edit.source, f"<{edit.words}>"))
    except Exception:  # what is left cannot even be defined
        return None


def _entered(modules: Sequence[str], row: Observed) -> dict[str, frozenset[str]]:
    """The functions of each module of the reference that run when it is asked this."""
    files = {importlib.import_module(f"resnet_ref.{name}").__file__: name for name in modules}
    found: dict[str, set[str]] = {}

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_filename in files:
            found.setdefault(files[frame.f_code.co_filename], set()).add(frame.f_code.co_name)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        reference(modules).observe(row.source, row.name, row.given, row.seed)
    finally:
        sys.setprofile(before)
    return {module: frozenset(names) for module, names in found.items()}


@cache
def edits(module: str, functions: frozenset[str]) -> tuple[Edit, ...]:
    """Every single edit of these functions of a module of `resnet_ref`."""
    origin = inspect.getsourcefile(importlib.import_module(f"resnet_ref.{module}"))
    assert origin is not None
    tree = ast.parse(Path(origin).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            _without_docstring(node)
    wanted = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name in functions]
    found: dict[str, str] = {}
    for function in wanted:
        for words in _in_function(function):
            source = ast.unparse(tree)
            if source not in found and _compiles(source):
                found[source] = words
    found.pop(ast.unparse(tree), None)
    begin = "from __future__ import annotations\n"
    after = f"\n\ndef {_SAME}(value):\n    return value\n"
    return tuple(Edit(f"{source.removeprefix(begin)}{after}", words) for source, words in found.items())


def _compiles(source: str) -> bool:
    try:
        compile(source, "<edit>", "exec")
    except SyntaxError:  # a name that another function refers to is gone
        return False
    return True


def _without_docstring(node: ast.FunctionDef | ast.ClassDef) -> None:
    if ast.get_docstring(node) is not None and len(node.body) > 1:
        del node.body[0]


def _in_function(function: ast.FunctionDef) -> Iterator[str]:
    """Edit the tree in place and undo it; at each yield one edit stands."""
    yield from _parameters(function.args)
    for statement in function.body:
        for node in list(ast.walk(statement)):
            if not isinstance(node, ast.FunctionDef | ast.Raise):
                yield from _edits_of(node)
    for block in [n for n in ast.walk(function) if isinstance(getattr(n, "body", None), list)]:
        yield from _left_out(block)


def _parameters(arguments: ast.arguments) -> Iterator[str]:
    """Another default, or two parameters in each other's place."""
    names, defaults = arguments.args, arguments.defaults
    for number, default in enumerate(defaults):
        name = names[len(names) - len(defaults) + number].arg
        if isinstance(default, ast.Constant):
            old = default.value
            for new in _near(old):
                default.value = new
                yield f"as if the default of `{name}` were {new!r}"
            default.value = old
    for i in range(len(names) - 1):
        if names[i].arg != "self":
            names[i], names[i + 1] = names[i + 1], names[i]
            yield f"as if the parameters `{names[i + 1].arg}` and `{names[i].arg}` were swapped"
            names[i], names[i + 1] = names[i + 1], names[i]


def _edits_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.BinOp():
            yield from _operators(node)
            yield from _operand_left_out(node)
            yield from _twice_or_half(node)
            yield from _without_brackets(node)
        case ast.Compare(ops=[_]):
            yield from _comparisons(node)
        case ast.Call():
            yield from _calls(node)
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
            with_sign = node.op
            node.op = ast.UAdd()
            yield "as if a minus sign were missing"
            node.op = with_sign
        case ast.If() | ast.IfExp():
            old = node.test
            node.test = ast.UnaryOp(ast.Not(), old)
            yield f"as if the condition {_shown(old)} were reversed"
            node.test = ast.Constant(True)
            yield f"as if the condition {_shown(old)} were always true"
            node.test = old
        case ast.AugAssign():
            yield from _augmented(node)
        case _:
            pass
    yield from _constants(node)


def _operators(node: ast.BinOp) -> Iterator[str]:
    old = node.op
    for other in _OTHER.get(type(old), ()):
        node.op = other()
        yield f"as if `{_SIGNS[other]}` were used instead of `{_SIGNS[type(old)]}`, before `{_shown(node.right)}`"
    node.op = old


def _operand_left_out(node: ast.BinOp) -> Iterator[str]:
    if type(node.op) not in _SIGNS:
        return
    saved = copy.copy(node)
    neutral = 0 if isinstance(node.op, ast.Add | ast.Sub) else 1
    if not isinstance(saved.right, ast.Constant) or saved.right.value != neutral:
        node.right = ast.Constant(neutral)
        yield f"as if `{_SIGNS[type(node.op)]} {_shown(saved.right)}` were missing"
        node.right = saved.right
    if isinstance(node.op, ast.Add | ast.Mult) and not isinstance(saved.left, ast.Constant):
        node.left = ast.Constant(neutral)
        yield f"as if `{_shown(saved.left)} {_SIGNS[type(node.op)]}` were missing"
        node.left = saved.left


def _without_brackets(node: ast.BinOp) -> Iterator[str]:
    """`(a - b) // c` becomes `a - b // c`, and `a / (b - c)` becomes `a / b - c`."""
    saved = copy.copy(node)
    if isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv):
        words = f"as if the brackets were missing in `{_shown(node)}`"
        if isinstance(saved.left, ast.BinOp) and isinstance(saved.left.op, ast.Add | ast.Sub):
            node.op, node.left = saved.left.op, saved.left.left
            node.right = ast.BinOp(saved.left.right, saved.op, saved.right)
            yield words
            node.left, node.op, node.right = saved.left, saved.op, saved.right
        if isinstance(saved.right, ast.BinOp) and isinstance(saved.right.op, ast.Add | ast.Sub):
            node.op, node.right = saved.right.op, saved.right.right
            node.left = ast.BinOp(saved.left, saved.op, saved.right.left)
            yield words
            node.left, node.op, node.right = saved.left, saved.op, saved.right


def _twice_or_half(node: ast.BinOp) -> Iterator[str]:
    if not isinstance(node.op, ast.Mult | ast.Div):
        return
    words, saved = _shown(node), copy.copy(node)
    node.left, node.op = ast.BinOp(saved.left, saved.op, saved.right), ast.Mult()
    for factor, said in ((2, "twice"), (0.5, "half")):
        node.right = ast.Constant(factor)
        yield f"as if {words} were {said} as large"
    node.left, node.op, node.right = saved.left, saved.op, saved.right


def _comparisons(node: ast.Compare) -> Iterator[str]:
    old = node.ops
    right = _shown(node.comparators[0])
    for other in _OTHER.get(type(old[0]), ()):
        node.ops = [other()]
        yield f"as if `{_SIGNS[other]}` were used instead of `{_SIGNS[type(old[0])]}`, before `{right}`"
    node.ops = old


def _augmented(node: ast.AugAssign) -> Iterator[str]:
    old = node.op
    for other in _OTHER.get(type(old), ()):
        node.op = other()
        yield f"as if `{_SIGNS[other]}=` were used instead of `{_SIGNS[type(old)]}=`"
    node.op = old


def _calls(node: ast.Call) -> Iterator[str]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    for index, keyword in enumerate(node.keywords):
        if keyword.arg is not None:
            del node.keywords[index]
            yield f"as if `{keyword.arg}={_shown(keyword.value)}` were missing"
            node.keywords.insert(index, keyword)
    for one, other in _NAMES:
        for old, new in ((one, other), (other, one)):
            if name == old and isinstance(node.func, ast.Attribute):
                node.func.attr = new
                yield f"as if `{new}` were used instead of `{old}`"
                node.func.attr = old
    for index in range(len(node.args) - 1):
        args = node.args
        if not any(isinstance(arg, ast.Starred) for arg in args):
            node.args = [*args[:index], args[index + 1], args[index], *args[index + 2 :]]
            yield f"as if two arguments of `{name}` were swapped"
            node.args = args
    yield from _call_left_out(node, name)


def _call_left_out(node: ast.Call, name: str) -> Iterator[str]:
    """`x.clamp(0)` and `log(x)` become `x`."""
    inner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(inner, ast.Name) and inner.id in ("torch", "F", "nn", "math"):
        inner = node.args[0] if node.args else None
    if inner is None or (isinstance(inner, ast.Name) and inner.id in ("self", "super")):
        return
    saved = node.func, node.args, node.keywords
    words = f"as if `{name}` were missing, in `{_shown(node)}`"
    node.func, node.args, node.keywords = ast.Name(_SAME), [inner], []
    yield words
    node.func, node.args, node.keywords = saved


def _constants(node: ast.AST) -> Iterator[str]:
    """Numbers and truth values that stand directly in a node."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.Constant) and name != "kind":
                old = child.value
                for new in _near(old):
                    child.value = new
                    yield f"as if `{new!r}` were used instead of `{old!r}`{_in(node, child, old)}"
                child.value = old


def _in(node: ast.AST, child: ast.Constant, value: Any) -> str:
    """Where a constant stands: the argument that it is for, or what it is part of."""
    if isinstance(node, ast.keyword) and node.arg:
        return f", for `{node.arg}`"
    if not isinstance(node, ast.expr):
        return ""
    new, child.value = child.value, value
    whole = _shown(node)
    child.value = new
    return f", in `{whole}`"


def _near(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value * 2, value / 2, 0.0, 1.0]
    return []


def _left_out(block: Any) -> Iterator[str]:
    """The block with one statement less."""
    body = block.body
    if isinstance(block, ast.ClassDef):
        return
    for index, statement in enumerate(body):
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Pass | ast.Raise | ast.Return):
            continue
        block.body = [*body[:index], *body[index + 1 :]] or [ast.Pass()]
        yield f"as if the step `{_shown(statement)}` were missing"
    block.body = body


def _shown(node: ast.AST) -> str:
    text = ast.unparse(node).partition("\n")[0]
    if isinstance(node, ast.BinOp | ast.Compare | ast.BoolOp | ast.IfExp):
        text = f"({text})"
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"

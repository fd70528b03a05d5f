"""What every lesson owes its readers, checked on its notebook: a picture of its idea, alternative texts, and a measured
running time."""

from __future__ import annotations

import ast
import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

TIMES = Path(__file__).parent.parent.parent / "benchmarks" / "lesson_times.toml"
LONGEST = 240  # seconds that a lesson may run
SHORTEST_ALT = 20  # characters; less than a sentence describes no picture
# What our functions call that make a figure, and what students are asked to call theirs.
DRAWS = re.compile(r"(imshow|plot|show|visualize)_\w+")


@dataclass(frozen=True)
class _Names:
    """What the notebook's names stand for that have to do with pictures."""

    show: frozenset[str]  # our function, by every name that it was imported as
    display: frozenset[str]  # IPython's
    pyplot: frozenset[str]
    figures: frozenset[str]
    bound: dict[str, list[ast.expr]]  # everything that each name is ever bound to


def problems(name: str, notebook: NotebookNode) -> list[str]:
    """Every rule that the solution notebook of lesson `name` breaks, in sentences that say what to do."""
    return [*_without_idea(name, notebook), *_without_alt(name, notebook), *_unmeasured(name, notebook)]


def _without_idea(name: str, notebook: NotebookNode) -> Iterator[str]:
    ours = _names(notebook).show
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            drawn = bool(re.search(r"!\[|<img", cell.source))
        else:
            drawn = any(ast.unparse(call.func) in ours for call in _calls(_tree(cell.source), inside=False))
        if drawn:
            return
        if cell.metadata.get("nbgrader", {}).get("solution"):
            yield f"{name} has no picture before its first exercise. Draw its idea, and call show(figure, alt)."
            return


def _without_alt(name: str, notebook: NotebookNode) -> Iterator[str]:
    names = _names(notebook)
    for number, cell in enumerate(notebook.cells, 1):
        place = f"{name}, cell {number}"
        if cell.cell_type == "markdown":
            for image in re.findall(r"!\[(.*?)\]\(|<img(?![^>]*\balt=\"[^\"])[^>]*>", cell.source):
                if len(image) < SHORTEST_ALT:
                    yield f"{place} has an image without an alternative text. Write ![what it shows](file)."
            continue
        if re.search(r"^\s*%matplotlib", cell.source, re.MULTILINE):
            yield f"{place} sets up matplotlib. Take the line out: show(figure, alt) needs none."
            continue
        yield from _code_without_alt(place, _tree(cell.source), names)


def _code_without_alt(place: str, tree: ast.Module, names: _Names) -> Iterator[str]:
    calls = list(_calls(tree))
    shown = [call for call in calls if ast.unparse(call.func) in names.show]
    found = []
    if any(not _is_described(call, names) for call in shown):
        found.append("shows a figure without an alternative text. Write show(figure, what it shows).")
    if any(ast.unparse(call.func) in {f"{module}.show" for module in names.pyplot} for call in calls):
        found.append("calls plt.show(), whose pictures have no alternative text. Call show(figure, alt).")
    if any(_shows_bare(call, names) for call in calls):
        found.append("displays a figure without an alternative text. Call show(figure, alt).")
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr) and _is_figure(last.value, names):
        found.append(
            "ends in a figure, which Jupyter draws without an alternative text. Call show(figure, alt)."
        )
    made = any(_makes_figure(call, names) for call in calls)
    if made and not shown and not found and not _only_defines(tree):
        found.append("makes a figure and does not show it. Call show(figure, alt).")
    yield from (f"{place} {text}" for text in found)


def _is_described(call: ast.Call, names: _Names) -> bool:
    """Whether a call of show says what the picture shows."""
    alt: ast.expr | None = None
    if len(call.args) > 1:
        alt = call.args[1]
    for keyword in call.keywords:
        if keyword.arg is None:  # **settings
            alt = alt or _entry(keyword.value, names)
        elif keyword.arg == "alt":
            alt = keyword.value
    return alt is not None and _says_something(alt, names)


def _entry(settings: ast.expr, names: _Names) -> ast.expr | None:
    """What stands under "alt" in settings that a call takes by **, where that can be seen."""
    if isinstance(settings, ast.Name):
        bound = names.bound.get(settings.id, [])
        return _entry(bound[-1], names) if bound and not isinstance(bound[-1], ast.Name) else None
    if isinstance(settings, ast.Dict):
        pairs = zip(settings.keys, settings.values, strict=True)
        return next((v for k, v in pairs if isinstance(k, ast.Constant) and k.value == "alt"), None)
    if isinstance(settings, ast.Call) and ast.unparse(settings.func) == "dict":
        return next((k.value for k in settings.keywords if k.arg == "alt"), None)
    return None


def _says_something(text: ast.expr, names: _Names, depth: int = 0) -> bool:
    """Whether an expression can be a sentence about a picture; what cannot be seen here is believed."""
    if isinstance(text, ast.Constant):
        return isinstance(text.value, str) and len(text.value.strip()) >= SHORTEST_ALT
    if isinstance(text, ast.Name) and depth < 5:
        bound = names.bound.get(text.id, [])
        return not bound or any(_says_something(value, names, depth + 1) for value in bound)
    if isinstance(text, ast.IfExp):
        return all(_says_something(branch, names, depth) for branch in (text.body, text.orelse))
    if isinstance(text, ast.JoinedStr | ast.BinOp):
        constants = (node.value for node in ast.walk(text) if isinstance(node, ast.Constant))
        words = "".join(value for value in constants if isinstance(value, str))
        filled = any(isinstance(node, ast.FormattedValue | ast.Name | ast.Call) for node in ast.walk(text))
        return bool(re.search(r"[^\W\d_]", words)) if filled else len(words.strip()) >= SHORTEST_ALT
    return True


def _shows_bare(call: ast.Call, names: _Names) -> bool:
    """Whether it displays a figure past our show: display(figure) or figure.show()."""
    if ast.unparse(call.func) in names.display:
        return any(_is_figure(value, names) for value in call.args)
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "show"
        and _is_figure(call.func.value, names)
    )


def _is_figure(value: ast.expr, names: _Names) -> bool:
    if isinstance(value, ast.Name):
        return value.id in names.figures
    if isinstance(value, ast.Attribute):
        return value.attr == "figure"  # of axes
    if isinstance(value, ast.Call):
        return bool(DRAWS.fullmatch(ast.unparse(value.func))) or _makes_figure(
            value, names, ("figure", "gcf")
        )
    return False


def _makes_figure(call: ast.Call, names: _Names, makers: tuple[str, ...] = ("subplots", "figure")) -> bool:
    return ast.unparse(call.func) in {f"{module}.{maker}" for module in names.pyplot for maker in makers}


def _names(notebook: NotebookNode) -> _Names:
    trees = [_tree(cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    bound: dict[str, list[ast.expr]] = {}
    for node in nodes:
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(node, ast.Assign):
                bound.setdefault(target.id, []).append(node.value)
    pyplot = frozenset({"plt", "pyplot", *_imported(nodes, "matplotlib", "pyplot")})
    found = _Names(
        frozenset({"show", *_imported(nodes, "autograder", "show")}),
        frozenset({"display", *_imported(nodes, "IPython.display", "display")}),
        pyplot,
        frozenset(),
        bound,
    )
    figures = {name for name, values in bound.items() if any(_is_figure(value, found) for value in values)}
    for node in nodes:
        if isinstance(node, ast.Assign) and _is_subplots(node.value, found):
            figures.update(name for target in node.targets for name in _first_of(target))
    return replace(found, figures=frozenset(figures))


def _is_subplots(value: ast.expr, names: _Names) -> bool:
    return isinstance(value, ast.Call) and _makes_figure(value, names, ("subplots",))


def _first_of(target: ast.expr) -> Iterator[str]:
    """The name that the figure gets in `figure, axes = plt.subplots()`."""
    if isinstance(target, ast.Tuple) and target.elts and isinstance(target.elts[0], ast.Name):
        yield target.elts[0].id


def _imported(nodes: list[ast.AST], module: str, name: str) -> Iterator[str]:
    """How code calls `name` of `module`, by its imports."""
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == module:
            yield from (entry.asname or name for entry in node.names if entry.name == name)
        # As in `from IPython import display`.
        elif isinstance(node, ast.ImportFrom) and f"{node.module}." in f"{module}.":
            yield from (
                f"{entry.asname or entry.name}.{name}"
                for entry in node.names
                if f"{node.module}.{entry.name}" == module
            )
        elif isinstance(node, ast.Import):
            for entry in node.names:
                if entry.name == f"{module}.{name}":
                    yield entry.asname or entry.name
                elif entry.name in (module, module.partition(".")[0]):
                    yield f"{entry.asname or module}.{name}"


def _calls(tree: ast.Module, inside: bool = True) -> Iterator[ast.Call]:
    """Calls in a cell; without `inside`, only those that run with it as statements of their own."""
    if inside:
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    else:
        yield from (s.value for s in tree.body if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call))


def _tree(source: str) -> ast.Module:
    return ast.parse(_python(source))


def _python(source: str) -> str:
    """A cell without the lines that only IPython reads."""
    return "\n".join("" if re.match(r"\s*[%!]", line) else line for line in source.splitlines())


def _only_defines(tree: ast.Module) -> bool:
    kinds = ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom | ast.Assign
    return all(isinstance(node, kinds) for node in tree.body) and any(
        isinstance(node, ast.FunctionDef) for node in tree.body
    )


def code_digest(notebook: NotebookNode) -> str:
    """What the code cells do, as twelve digits that comments, docstrings and layout do not change."""
    digest = hashlib.sha256()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            digest.update(ast.dump(_without_docstrings(_tree(cell.source))).encode())
    return digest.hexdigest()[:12]


def _without_docstrings(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return tree


def _unmeasured(name: str, notebook: NotebookNode) -> Iterator[str]:
    measured = times().get(name)
    measure = f"Measure it on a machine that does nothing else: python benchmarks/lessons.py {name} --write."
    if measured is None:
        yield f"How long {name} runs was never measured. {measure}"
    elif measured["code"] != code_digest(notebook):
        yield f"The code of {name} has changed since its running time was measured. {measure}"
    elif measured["seconds"] > LONGEST:
        yield f"{name} runs for {measured['seconds']} seconds, and {LONGEST} is the most. Make it shorter."


def times() -> dict[str, dict[str, Any]]:
    """For every lesson that was measured: "seconds" of its solution notebook, "code", and "seen" where and when."""
    return tomllib.loads(TIMES.read_text(encoding="utf-8")) if TIMES.is_file() else {}


def running_time(name: str) -> str:
    """How long the lesson's cells run, in words; "not measured" where that is so."""
    measured = times().get(name)
    if measured is None:
        return "a time not measured yet"
    seconds = int(measured["seconds"])
    for limit, words in (
        (20, "about a quarter of a minute"),
        (45, "about half a minute"),
        (80, "about a minute"),
    ):
        if seconds <= limit:
            return words
    return f"about {round(seconds / 30) / 2:g} minutes".replace(".5", "½")

"""What every lesson owes its readers, checked on its notebook: a picture of its idea, alternative texts, and a measured
running time."""

from __future__ import annotations

import ast
import hashlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

TIMES = Path(__file__).parent.parent.parent / "benchmarks" / "lesson_times.toml"
LONGEST = 240  # seconds that a lesson may run
SHORTEST_ALT = 20  # characters; less than a sentence describes no picture
# What our functions call that make a figure, and what students are asked to call theirs.
DRAWS = re.compile(r"(imshow|plot|show|visualize)_\w+")


def problems(name: str, notebook: NotebookNode) -> list[str]:
    """Every rule that the solution notebook of lesson `name` breaks, in sentences that say what to do."""
    return [*_without_idea(name, notebook), *_without_alt(name, notebook), *_unmeasured(name, notebook)]


def _without_idea(name: str, notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        if re.search(r"!\[|<img" if cell.cell_type == "markdown" else r"(?m)^show\(", cell.source):
            return
        if cell.metadata.get("nbgrader", {}).get("solution"):
            yield f"{name} has no picture before its first exercise. Draw its idea, and call show(figure, alt)."
            return


def _without_alt(name: str, notebook: NotebookNode) -> Iterator[str]:
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
        yield from _code_without_alt(place, ast.parse(_python(cell.source)))


def _code_without_alt(place: str, tree: ast.Module) -> Iterator[str]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    shown = [call for call in calls if ast.unparse(call.func) == "show"]
    for call in shown:
        alt = call.args[1] if len(call.args) > 1 else next((k.value for k in call.keywords), None)
        if alt is None or (isinstance(alt, ast.Constant) and len(str(alt.value)) < SHORTEST_ALT):
            yield f"{place} shows a figure without an alternative text. Write show(figure, what it shows)."
    names = {ast.unparse(call.func) for call in calls}
    if "plt.show" in names:
        yield f"{place} calls plt.show(), whose pictures have no alternative text. Call show(figure, alt)."
    if names & {"plt.subplots", "plt.figure"} and not shown and not _only_defines(tree):
        yield f"{place} makes a figure and does not show it. Call show(figure, alt)."
    last = tree.body[-1] if tree.body else None
    if (
        isinstance(last, ast.Expr)
        and isinstance(last.value, ast.Call)
        and DRAWS.fullmatch(ast.unparse(last.value.func))
    ):
        yield f"{place} ends in a figure, which Jupyter draws without an alternative text. Call show(figure, alt)."


def _python(source: str) -> str:
    """A cell without the lines that only IPython reads."""
    return "\n".join("" if re.match(r"\s*[%!]", line) else line for line in source.splitlines())


def _only_defines(tree: ast.Module) -> bool:
    kinds = ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom | ast.Assign
    return all(isinstance(node, kinds) for node in tree.body) and any(
        isinstance(node, ast.FunctionDef) for node in tree.body
    )


def code_digest(notebook: NotebookNode) -> str:
    """What the code cells do, as twelve digits that comments and layout do not change."""
    digest = hashlib.sha256()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            digest.update(ast.dump(ast.parse(_python(cell.source))).encode())
    return digest.hexdigest()[:12]


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

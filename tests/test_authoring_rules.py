"""The course's own rules: a lesson that breaks one is named, with what to do."""

from __future__ import annotations

import nbformat
import pytest
from conftest import ROOT

from autograder.authoring import rules
from autograder.authoring.build import broken_rules
from autograder.authoring.rules import code_digest, problems, running_time

ALT = '"What this picture shows, in a sentence."'
NAME = "99_lesson"


def notebook(*cells: str) -> nbformat.NotebookNode:
    """Cells of code, or of prose where they start with #."""
    made = nbformat.v4.new_notebook()
    for source in cells:
        kind = nbformat.v4.new_markdown_cell if source.startswith("#") else nbformat.v4.new_code_cell
        made.cells.append(kind(source))
    return made


@pytest.fixture
def measured(monkeypatch):
    """Let a notebook count as measured, at so many seconds."""

    def measure(made: nbformat.NotebookNode, seconds: int = 30) -> None:
        row = {"seconds": seconds, "code": code_digest(made), "seen": "here"}
        monkeypatch.setattr(rules, "times", lambda: {NAME: row})

    return measure


def test_no_lesson_breaks_a_rule() -> None:
    assert broken_rules(ROOT) == []


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("show(figure)", "without an alternative text"),
        ('show(figure, "short")', "without an alternative text"),
        ('show(figure, alt="short")', "without an alternative text"),
        ("plt.plot([1])\nplt.show()", "plt.show()"),
        ("figure, axes = plt.subplots()\naxes.plot([1])", "does not show it"),
        ("show_feature_maps(model, image, 'layer1')", "ends in a figure"),
        ("%matplotlib inline\n1", "Take the line out"),
        ("# Title\n![](picture.png)", "image without an alternative text"),
        ('# Title\n<img src="picture.png">', "image without an alternative text"),
    ],
)
def test_a_picture_without_words_is_named(cell: str, said: str, measured) -> None:
    made = notebook("1", cell)
    measured(made)
    (found,) = problems(NAME, made)
    assert found.startswith(f"{NAME}, cell 2")
    assert said in found


@pytest.mark.parametrize(
    "cell",
    [
        f"figure, axes = plt.subplots()\nshow(figure, {ALT})",
        f"show(figure, alt={ALT})",
        'show(figure, f"{count} pictures")',
        "def plot(x):\n    figure, axes = plt.subplots()\n    return figure",
        "# Title\n![What this picture shows, in words](picture.png)",
    ],
)
def test_a_picture_with_words_is_not(cell: str, measured) -> None:
    made = notebook(cell)
    measured(made)
    assert problems(NAME, made) == []


def exercise() -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell("def f(): ...", metadata={"nbgrader": {"solution": True}})


def test_an_idea_without_a_picture_is_named(measured) -> None:
    made = notebook("# Words", "1")
    made.cells += [exercise(), *notebook(f"show(figure, {ALT})").cells]  # later is too late
    measured(made)
    (found,) = problems(NAME, made)
    assert "no picture before its first exercise" in found


@pytest.mark.parametrize("idea", [f"show(figure, {ALT})", "# ![A picture of the idea](idea.png)"])
def test_an_idea_with_a_picture_is_not(idea: str, measured) -> None:
    made = notebook(idea)
    made.cells += [exercise(), exercise()]
    measured(made)
    assert problems(NAME, made) == []


def test_a_time_is_measured_again_when_the_code_changes_and_not_when_its_words_do(measured) -> None:
    made = notebook("# Title", "x = 1  # one")
    measured(made)
    assert problems(NAME, notebook("# Another title", "x = 1  # the first number")) == []
    (said,) = problems(NAME, notebook("# Title", "x = 2"))
    assert f"python benchmarks/lessons.py {NAME} --write" in said
    (said,) = problems("98_other", made)
    assert "never measured" in said


def test_a_lesson_that_runs_too_long_is_named(measured) -> None:
    made = notebook("x = 1")
    measured(made, seconds=241)
    (said,) = problems(NAME, made)
    assert "241 seconds" in said


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (12, "a quarter of a minute"),
        (40, "half a minute"),
        (70, "about a minute"),
        (95, "1½ minutes"),
        (200, "3½"),
    ],
)
def test_a_measured_time_is_said_in_words(seconds: int, words: str, measured) -> None:
    measured(notebook("1"), seconds)
    assert words in running_time(NAME)

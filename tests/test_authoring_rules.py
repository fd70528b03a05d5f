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
        ("show(figure=f)", "without an alternative text"),
        ("show(figure=f, width='What this says is no alternative text')", "without an alternative text"),
        ('show(f, alt="")', "without an alternative text"),
        ("show(f, alt=None)", "without an alternative text"),
        (f"show(f, alt={' ' * 30!r})", "without an alternative text"),
        ('show(f, alt=f"{a}{b}")', "without an alternative text"),
        ('show(f, f"{a}: {b}")', "without an alternative text"),
        ('show(f, "a" + "b")', "without an alternative text"),
        (f'show(f, {ALT} if x else "")', "without an alternative text"),
        ('words = "short"\nshow(f, words)', "without an alternative text"),
        ('words = "short"\nother = words\nshow(f, alt=other)', "without an alternative text"),
        ("show(f, **settings)", "without an alternative text"),
        ('show(f, **{"alt": "short"})', "without an alternative text"),
        ('settings = dict(alt="short")\nshow(f, **settings)', "without an alternative text"),
        ("from autograder import show as see\nsee(f)", "without an alternative text"),
        ("import autograder\nautograder.show(f)", "without an alternative text"),
        ("import autograder as a\na.show(f)", "without an alternative text"),
        ("plt.plot([1])\nplt.show()", "plt.show()"),
        ("import matplotlib.pyplot as p\np.plot([1])\np.show()", "plt.show()"),
        ("from matplotlib import pyplot\npyplot.show()", "plt.show()"),
        ("figure, axes = plt.subplots()\nfigure.show()", "displays a figure"),
        ("figure, axes = plt.subplots()\ndisplay(figure)", "displays a figure"),
        ("from IPython.display import display as d\nfig = plt.figure()\nd(fig)", "displays a figure"),
        ("import IPython\nfig = plt.figure()\nIPython.display.display(fig)", "displays a figure"),
        ("import IPython.display\nIPython.display.display(plot_curves(x))", "displays a figure"),
        ("from IPython import display\ndisplay.display(axes.figure)", "displays a figure"),
        ("figure, axes = plt.subplots()\nfigure", "ends in a figure"),
        ("drawn = plot_curves(x)\ndrawn", "ends in a figure"),
        ("axes.plot([1])\naxes.figure", "ends in a figure"),
        ("plt.plot([1])\nplt.gcf()", "ends in a figure"),
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
        f"words = {ALT}\nshow(figure, words)",
        f"show(figure, **{{'alt': {ALT}}})",
        "show(figure, described(figure))",
        'show(figure, "The losses of " + name)',
        "def draw(figure, words):\n    show(figure, words)",
        f"from autograder import show as see\nfigure, axes = plt.subplots()\nsee(figure, alt={ALT})",
        "display(table)",
        "table.show()",
        "figures = 3\nfigures",
        "def plot(x):\n    figure, axes = plt.subplots()\n    return figure",
        "# Title\n![What this picture shows, in words](picture.png)",
    ],
)
def test_a_picture_with_words_is_not(cell: str, measured) -> None:
    made = notebook(cell)
    measured(made)
    assert problems(NAME, made) == []


def test_an_import_in_an_earlier_cell_is_remembered(measured) -> None:
    made = notebook(
        "from autograder import show as see\nfigure, axes = plt.subplots()", "see(figure)", "figure"
    )
    measured(made)
    assert [said.split(" ", 3)[2:] for said in problems(NAME, made)] == [
        ["1", "makes a figure and does not show it. Call show(figure, alt)."],
        ["2", "shows a figure without an alternative text. Write show(figure, what it shows)."],
        ["3", "ends in a figure, which Jupyter draws without an alternative text. Call show(figure, alt)."],
    ]


def exercise() -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell("def f(): ...", metadata={"nbgrader": {"solution": True}})


def test_an_idea_without_a_picture_is_named(measured) -> None:
    made = notebook("# Words", "1")
    made.cells += [exercise(), *notebook(f"show(figure, {ALT})").cells]  # later is too late
    measured(made)
    (found,) = problems(NAME, made)
    assert "no picture before its first exercise" in found


@pytest.mark.parametrize(
    "idea",
    [
        f"show(figure, {ALT})",
        "# ![A picture of the idea](idea.png)",
        f"from autograder import show as see\nsee(figure, {ALT})",
    ],
)
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

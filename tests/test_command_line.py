"""`course` as its users type it, `pytest autograder` and the notebook's check: the same marks from each."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, solution
from typer.testing import CliRunner

from autograder.command_line import app
from autograder.course.catalogue import find_lesson
from autograder.course.folder import NoCourseFolder, course_folder
from autograder.student import copies
from autograder.student.notebook import NotThereYet, check

LESSON = "04_identity_block"
RIGHT = solution(ROOT / "solutions" / LESSON / f"{LESSON}.py", "write-04-identity_block")
NO_LAST_RELU = RIGHT.replace("return self.relu(out + x)", "return out + x")
IMPORTS = "import torch\nfrom torch import nn\n"

pytestmark = pytest.mark.usefixtures("warm")


def course(*arguments: str) -> tuple[int, str]:
    """Exit status and everything printed."""
    done = CliRunner().invoke(app, list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], str]:
    """Writes a student's script and returns its path."""

    def write(code: str) -> str:
        path = tmp_path / "04_identity_block.py"
        path.write_text(IMPORTS + code, encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize(
    ("code", "status", "score"),
    [(RIGHT, 0, 10), (NO_LAST_RELU, 1, 4), ("", 1, 0)],
    ids=["right", "wrong", "empty"],
)
def test_check_says_the_same_everywhere(
    code: str, status: int, score: float, script: Callable[[str], str]
) -> None:
    path = script(code)
    exit_status, printed = course("check", "04.identity_block", "--file", path, "--json")
    report = json.loads(printed)
    assert exit_status == status
    assert (report["lesson"], report["score"], report["max_score"]) == (LESSON, score, 10)
    assert report["isolation"] in ("bubblewrap", "process")
    (exercise,) = report["exercises"]
    assert set(exercise) == {"id", "score", "max_score", "checks"}
    assert all(set(row) == {"id", "outcome", "message", "misconception"} for row in exercise["checks"])

    names: dict[str, object] = {"__name__": "notebook", "check": check}
    exec(IMPORTS + code, names)
    if status == 0:
        exec("check('04.identity_block')", names)
    else:
        with pytest.raises(NotThereYet) as stop:
            exec("check('04.identity_block')", names)
        assert f"{score} of 10" in str(stop.value) or "not written yet" in str(stop.value)


def test_from_a_shell_it_is_the_same(script: Callable[[str], str]) -> None:
    """In processes of their own, whose sandbox starts with them."""
    path = script(NO_LAST_RELU)
    own = [sys.executable, "-m", "pytest", "autograder", "-p", "no:cacheprovider", "--submission", path]
    ours = [
        str(Path(sys.executable).with_name("course")),
        "check",
        "04.identity_block",
        "--file",
        path,
        "--json",
    ]
    started = [subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) for line in (ours, own)]
    printed = [process.communicate(timeout=240)[0] for process in started]
    assert [process.returncode for process in started] == [1, 1]
    (exercise,) = json.loads(printed[0])["exercises"]
    outcomes = [row["outcome"] for row in exercise["checks"]]
    assert exercise["score"] == 4
    assert f"{outcomes.count('failed')} failed, {outcomes.count('passed')} passed" in printed[1]
    assert "04.identity_block   4 of 10" in printed[1]


BORROWED = {
    "imported": "from resnet_ref.model import IdentityBlock",
    "inherited": "import resnet_ref.identity_block as r\nclass IdentityBlock(r.IdentityBlock): pass",
    "assigned": "import resnet_ref.model\nIdentityBlock = resnet_ref.model.IdentityBlock",
    "torchvision's": "from torchvision.models.resnet import Bottleneck\nclass IdentityBlock(Bottleneck): pass",
}


@pytest.mark.parametrize("code", BORROWED.values(), ids=BORROWED)
def test_a_borrowed_answer_is_said_to_be_one_and_earns_nothing(
    code: str, script: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, object] = {"__name__": "notebook", "check": check}
    exec(code, names)
    with pytest.raises(NotThereYet, match="0 of 10"):
        exec("check('04.identity_block')", names)
    assert "which contains the answer. Write it yourself." in capsys.readouterr().out
    status, printed = course("check", "4", "--file", script(code))
    assert status == 1
    assert "04_identity_block   0 of 10" in printed
    assert "yourself" in printed


def test_human_output_names_the_mistake(script: Callable[[str], str]) -> None:
    status, printed = course("check", "4", "--file", script(NO_LAST_RELU))
    assert status == 1
    assert "4 of 10" in printed
    assert "no_last_relu" in printed
    assert "negative values" in " ".join(printed.split())


WRONG_USAGE = {
    "unknown lesson": (["check", "04_identity_blok"], "Did you mean: 04_identity_block"),
    "unknown exercise": (["check", "04.identiy_block"], "Did you mean: 04.identity_block"),
    "no such file": (["check", "4", "--file", "nowhere.ipynb"], "There is no file nowhere.ipynb"),
    "no exercise": (["hint", "nonsense"], "There is no exercise 'nonsense'"),
}


@pytest.mark.parametrize(("arguments", "sentence"), WRONG_USAGE.values(), ids=WRONG_USAGE)
def test_wrong_usage_is_a_sentence_and_status_2(arguments: list[str], sentence: str) -> None:
    status, printed = course(*arguments)
    assert status == 2
    assert sentence in printed.replace("\n", " ")
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("broken.ipynb", b"{not json", "no notebook that can be read"),
        ("empty.ipynb", b"", "no notebook that can be read"),
        ("list.ipynb", b"[]", "no notebook that can be read"),
        ("latin.py", "# é".encode("latin-1"), "not UTF-8"),
        ("answer.txt", b"x", "neither a notebook"),
    ],
)
def test_unreadable_files_are_said_to_be(name: str, content: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    status, printed = course("check", "4", "--file", str(path))
    assert status == 2
    assert sentence in printed.replace("\n", " ")


def test_hints_come_in_tiers() -> None:
    told = [course("hint", "04.identity_block", "--tier", str(tier))[1] for tier in (1, 2, 3)]
    assert len(set(told)) == 3
    assert "--tier 2" in told[0]
    assert "self.conv" not in "".join(told)


def test_text_of_a_submission_is_data(script: Callable[[str], str]) -> None:
    hostile = (
        "class IdentityBlock:\n"
        "    def __init__(self, *a): raise KeyError('[red]\\x1b[2J<script>alert(1)</script>')\n"
    )
    printed = course("check", "4", "--file", script(hostile))[1]
    assert "\x1b[2J" not in printed
    assert "[red]" in printed


def test_own_copy_is_made_once_and_never_overwritten(course: Path) -> None:
    lesson = find_lesson(LESSON)
    own = copies.own_copy(course, lesson)
    assert own == course / "work" / lesson.name / lesson.notebook
    assert own.read_bytes() == (course / "lessons" / lesson.name / lesson.notebook).read_bytes()
    own.write_text("what I wrote")
    (course / "lessons" / lesson.name / lesson.notebook).write_text("a new release")
    assert copies.own_copy(course, lesson).read_text() == "what I wrote"


def test_outside_the_course_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoCourseFolder, match="is not inside the course's folder"):
        course_folder()

"""A verdict that somebody thinks wrong travels without a name, is judged again elsewhere, and becomes an entry."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, solution
from typer.testing import CliRunner

from autograder.authoring import adopting
from autograder.authoring.__main__ import main as authoring
from autograder.authoring.adopting import AdoptionError, Naming, adopt
from autograder.command_line import app
from autograder.judge.bank import FOLDER, read_misconceptions
from autograder.judge.disputes import Dispute, DisputeError, read_dispute

LESSON = "04_identity_block"
RIGHT = "import torch\nfrom torch import nn\n" + solution(
    ROOT / "solutions" / LESSON / f"{LESSON}.py", "write-04-identity_block"
)
WRONG = RIGHT.replace("return self.relu(out + x)", "return self.relu(out + 2 * x)")

pytestmark = pytest.mark.usefixtures("warm")


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that commands are started in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def course(*arguments: str) -> tuple[int, str]:
    """Exit status and everything printed."""
    done = CliRunner().invoke(app, list(arguments))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def disputed(folder: Path, code: str, *arguments: str) -> Path:
    """The file that a dispute about this code makes."""
    script = folder / "anna_karenina.py"
    script.write_text(code, encoding="utf-8")
    status, printed = course(
        "dispute", "04.identity_block", "--file", str(script), "--why", "It is right.", *arguments
    )
    assert status == 0, printed
    (path,) = folder.glob("dispute-*.json")
    assert path.name in printed
    return path


def test_a_dispute_holds_what_is_needed_and_no_name(in_folder: Path) -> None:
    path = disputed(in_folder, WRONG, "--seed", "5")
    found = read_dispute(path)
    assert (found.exercise, found.claim, found.why, found.seed) == (
        "04.identity_block",
        "right",
        "It is right.",
        5,
    )
    assert found.cells == (WRONG,)
    assert found.verdict["score"] < 10
    assert "torch" in found.versions
    for private in ("anna_karenina", str(in_folder), str(Path.home())):
        assert private not in path.read_text(encoding="utf-8")


def test_it_is_judged_again_with_the_same_verdict(in_folder: Path) -> None:
    path = disputed(in_folder, WRONG)
    status, printed = course("dispute", str(path))
    assert status == 0
    assert "The verdict is the same as there." in printed
    other = json.loads(path.read_text(encoding="utf-8"))
    other["verdict"]["checks"][0]["outcome"] = "passed"
    other["versions"]["torch"] = "1.0"
    path.write_text(json.dumps(other), encoding="utf-8")
    status, printed = course("dispute", str(path))
    assert status == 1
    assert "The verdict was another there" in printed
    assert "torch 1.0" in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ("04", "--why", "x"),
        ("04.identity_block",),
        ("none.json",),
        ("04.identity_block", "--why", "x", "--file", "none.py"),
    ],
)
def test_wrong_usage_is_said_in_a_sentence(in_folder: Path, arguments: tuple[str, ...]) -> None:
    status, printed = course("dispute", *arguments)
    assert status == 2
    assert printed.strip().endswith(".") or "course dispute" in printed


@pytest.mark.parametrize("text", ["", "{}", '{"exercise": 4}', "[1, 2]", "\x00"])
def test_other_files_are_no_disputes(tmp_path: Path, text: str) -> None:
    path = tmp_path / "d.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DisputeError, match="no dispute"):
        read_dispute(path)


def a_dispute(claim: str) -> Dispute:
    """One about WRONG, with a line in it that only a notebook understands."""
    return Dispute("04.identity_block", claim, "Why.", ("%time 1", WRONG), 1, {}, {"checks": []})  # type: ignore[arg-type]


NAMING = Naming("doubled", "the input is added twice.", "How often?", '"Why add the input"')


def test_wrong_code_becomes_a_named_mistake(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "04.identity_block", tmp_path / "04.identity_block")
    file, table = adopt(a_dispute("wrong"), NAMING, tmp_path)
    known = read_misconceptions(table.read_text(encoding="utf-8"), "04.identity_block")[-1]
    assert (known.id, known.cause, known.file) == ("doubled", "the input is added twice.", "doubled")
    assert "2 * x" in file.read_text(encoding="utf-8")
    assert "%time" not in file.read_text(encoding="utf-8")


def test_right_code_becomes_another_style(tmp_path: Path) -> None:
    (tmp_path / "04.identity_block").mkdir()
    (file,) = adopt(a_dispute("right"), Naming("doubled"), tmp_path)
    assert file.read_text(encoding="utf-8").startswith('"""Why."""')


@pytest.mark.parametrize(
    ("naming", "says"),
    [
        (Naming("Doubled!"), "is no name"),
        (Naming("doubled"), "needs a 'cause'"),
        (Naming("no_shortcut", "a.", "b?", "c"), "has a misconception 'no_shortcut'"),
    ],
)
def test_an_entry_that_would_break_a_rule_is_refused(tmp_path: Path, naming: Naming, says: str) -> None:
    (tmp_path / "04.identity_block").mkdir()
    with pytest.raises(AdoptionError, match=says):
        adopt(a_dispute("wrong"), naming, tmp_path)
    assert not list((tmp_path / "04.identity_block").iterdir())


def test_adopting_from_the_terminal(
    in_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (in_folder / "04.identity_block").mkdir()
    (in_folder / "d.json").write_text(a_dispute("right").text(), encoding="utf-8")
    monkeypatch.setattr(adopting.adopt, "__defaults__", (in_folder,))
    assert authoring(["adopt", "d.json", "mine"]) == 0
    assert "mine.py" in capsys.readouterr().out
    assert authoring(["adopt", "d.json", "mine"]) == 1
    assert "is there already" in capsys.readouterr().err

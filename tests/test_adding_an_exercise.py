"""docs/adding_an_exercise.md followed to the letter, in a copy of the project that is thrown away."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

GUIDE = (ROOT / "docs" / "adding_an_exercise.md").read_text(encoding="utf-8")
ID = "12.trainable_share"
STEPS = 10
COURSE = "from autograder.command_line import main; main()"
BLOCK = re.compile(
    r"(?P<how>New\s+file|At\s+the\s+end\s+of|In)\s+`(?P<path>[\w./]+)`(?:,\s+above\s+the\s+cell\s+`(?P<cell>[^`]+)`)?:\n\n"
    r"```\w+\n(?P<text>.*?)```\n",
    re.DOTALL,
)

pytestmark = pytest.mark.slow


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def follow(folder: Path) -> list[str]:
    """Do what the guide's blocks say; returns the files that it names."""
    blocks = list(BLOCK.finditer(GUIDE))
    for block in blocks:
        path, text = folder / block["path"], block["text"]
        if block["how"] == "New file":
            path.parent.mkdir(exist_ok=True)
            assert not path.exists()
            path.write_text(text)
        elif block["cell"]:
            before, cell, after = path.read_text().partition(f"# %% [markdown]\n{block['cell']}\n")
            assert cell, block["cell"]
            path.write_text(before + text + cell + after)
        else:
            path.write_text(path.read_text() + "\n" + text)
    return [block["path"] for block in blocks]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if ID in (ROOT / "autograder" / "course" / "catalogue.toml").read_text():
        pytest.skip("the example has been followed in this very folder")
    copy = tmp_path_factory.mktemp("copy")
    for name in ("autograder", "resnet_ref", "solutions", "lessons", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, copy)
    named = follow(copy)
    assert len(named) == 8, f"a block of the guide is not understood: only {named} are"
    return copy


def test_there_are_ten_steps() -> None:
    assert re.findall(r"^## (\d+)\.", GUIDE, re.MULTILINE) == [str(n) for n in range(1, STEPS + 1)]


def test_the_judges_own_test_holds_for_it(folder: Path) -> None:
    said = run(
        folder,
        "-m",
        "pytest",
        "tests/test_bank.py",
        "tests/test_trainable_share.py",
        "-vv",  # the project asks for -q
        "-k",
        f"{ID} or test_trainable_share",
    )
    for name in ("tensors_counted", "frozen_share", "buffers_counted", "loop", "all_of_it", "nothing"):
        assert f"{ID}-{name}" in said
    assert "test_the_head_of_a_frozen_network" in said


def test_its_lesson_is_built_and_checked(folder: Path) -> None:
    run(folder, "-m", "autograder.authoring", "build")
    lesson = "12_the_family"
    released = (folder / "lessons" / lesson / f"{lesson}.ipynb").read_text()
    assert "write-12-trainable_share" in released
    assert "p.numel()" not in released.partition("def trainable_share")[2]
    master = (folder / "solutions" / lesson / f"{lesson}.py").read_text()
    answer = re.search(r"def trainable_share.*?### END SOLUTION", master, re.DOTALL)
    assert answer
    (folder / "student.py").write_text(answer[0] + "\n")
    run(folder, "-c", COURSE, "check", ID, "--file", "student.py")


def test_it_is_written_as_the_project_is(folder: Path) -> None:
    run(folder, "-m", "ruff", "check")
    run(folder, "-m", "mypy")

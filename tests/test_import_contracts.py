"""Every contract about imports in pyproject.toml can be broken; `make lint` says whether one is."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS, APART, JUDGE, NO_ANSWER, REFERENCE = (contract["name"] for contract in CONTRACTS)

# A line, the file that it is written into, and the contract that it breaks.
BREACHES = [
    ("from autograder.outcomes import Outcome", "autograder/inside/limits.py", LAYERS),
    ("import autograder.checks.test_01_data", "autograder/jail/budget.py", LAYERS),  # on the same floor
    ("import autograder", "autograder/judge/suites.py", LAYERS),  # by way of the notebook's check
    ("", "autograder/a_new_module.py", LAYERS),
    ("from autograder.authoring import rules", "autograder/student/overview.py", APART),
    ("from nbgrader.api import Gradebook", "autograder/judge/submissions.py", JUDGE),
    ("from resnet_ref.convolution import conv2d", "autograder/inside/figures.py", NO_ANSWER),
    ("def late():\n    import autograder.inside.wire", "resnet_ref/shapes.py", REFERENCE),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of both packages, and the contracts."""
    folder = tmp_path_factory.mktemp("tree")
    for package in ("autograder", "resnet_ref"):
        for path in (ROOT / package).rglob("*.py"):
            copy = folder / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def broken(tree: Path) -> set[str]:
    """The contracts that the code in `tree` breaks."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    done = subprocess.run([*command, "--no-cache"], cwd=tree, capture_output=True, text=True, timeout=120)
    found = {name for name in (LAYERS, APART, JUDGE, NO_ANSWER, REFERENCE) if f"{name} BROKEN" in done.stdout}
    assert (done.returncode != 0) == bool(found), done.stdout + done.stderr
    return found


@pytest.mark.parametrize(("line", "file", "contract"), BREACHES)
def test_a_line_that_breaks_it_is_found(tree: Path, line: str, file: str, contract: str) -> None:
    path = tree / file
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n")
    try:
        assert contract in broken(tree)
    finally:
        path.unlink() if before is None else path.write_text(before)


def test_none_is_broken(tree: Path) -> None:
    assert broken(tree) == set()

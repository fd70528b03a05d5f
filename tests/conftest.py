"""What several of the project's tests share."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
import torch
from passed_before import named_digest, record
from warm_sandboxes import WarmSandbox
from xdist.scheduler import LoadScopeScheduling

from autograder.course.catalogue import lessons

# Small nets only; on a busy machine two threads wait for each other most of the time.
torch.set_num_threads(1)
ROOT = Path(__file__).parent.parent


class Together(LoadScopeScheduling):
    """Which tests run in one process: a module's, since they share what takes long to set up, or a lesson's of it."""

    BY_LESSON = ("test_bank.py", "test_composition.py")
    ALONE = ("test_hostile.py", "test_authoring.py")

    def _split_scope(self, nodeid: str) -> str:
        module, _, test = nodeid.partition("::")
        if module.endswith(self.ALONE):
            return nodeid
        lesson = re.search(r"\b\d\d(?=\.\w)", test) if module.endswith(self.BY_LESSON) else None
        return f"{module} {lesson[0]}" if lesson else module


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Instead of --dist=loadgroup, which pytest-xdist 3.8 forgets beside pytest 9.2 (pytest-xdist issue 1386)."""
    return Together(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--remember", action="store_true", help="note what has passed: see passed_before.py")


class Remember:
    """Notes every exercise and lesson all of whose tests have passed."""

    def __init__(self) -> None:
        self.outcomes: dict[str, set[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        module, _, test = report.nodeid.partition("::")
        found = (
            re.search(r"\[(?:0-|more-)?(\d\d[._]\w+)", test)
            if module.endswith(("test_bank.py", "test_authoring.py"))
            else None
        )
        if found and report.when == "call":
            self.outcomes.setdefault(found[1], set()).add(report.outcome)

    def pytest_sessionfinish(self) -> None:
        things = [thing for lesson in lessons() for thing in (lesson, *lesson.exercises)]
        names = {name for name, outcomes in self.outcomes.items() if outcomes == {"passed"}}
        record(thing for thing in things if named_digest(thing)[0] in names)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--remember") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Remember())


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course folder as a fresh clone has it: solutions, lessons and nbgrader's configuration."""
    folder = tmp_path / "course"
    folder.mkdir()
    for name in ("solutions", "lessons"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return folder


@pytest.fixture
def warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever judges uses sandboxes that stay warm from one test to the next."""
    for module in ("jail", "classroom.judging", "conftest"):
        monkeypatch.setattr(f"autograder.{module}.Sandbox", WarmSandbox)


@pytest.fixture
def answered() -> Callable[[Path, str, str], None]:
    """Writes a student's code into a released notebook, in the cell of this exercise."""

    def write(notebook: Path, exercise: str, code: str) -> None:
        content = nbformat.read(notebook, as_version=4)
        wanted = "write-" + exercise.replace(".", "-")
        cells = [c for c in content.cells if c.metadata.get("nbgrader", {}).get("grade_id") == wanted]
        assert len(cells) == 1, f"{notebook.name} has {len(cells)} cells {wanted}"
        cells[0].source = code
        nbformat.write(content, notebook)

    return write


def solution(master: Path, grade_id: str) -> str:
    """The code of a master's cell."""
    found = re.search(
        rf'# %% nbgrader={{"grade_id": "{grade_id}"}}\n(.*?)(?=\n# %%|\Z)', master.read_text(), re.DOTALL
    )
    assert found, grade_id
    return found.group(1)

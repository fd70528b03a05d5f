"""Solutions that were written without a look at suites and bank: no wrong one has full marks, every right one has.

`unseen/SET/EXERCISE/` holds them; the first line of each says what is wrong with it. What the judge says of each is
read by a person: `python benchmarks/unseen.py tests/unseen/SET --to FILE`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT
from warm_sandboxes import warm_sandbox

from autograder.course.catalogue import find_exercise
from autograder.jail.budget import Budget
from autograder.judge.submissions import judge_submission
from autograder.outcomes import Judged
from autograder.reading import read_submission

UNSEEN = ROOT / "tests" / "unseen"
FOLDERS = sorted(path for path in UNSEEN.glob("*/*") if path.is_dir())


def judged(file: Path) -> Judged:
    """What the judge says of one of them."""
    lesson, exercise = find_exercise(file.parent.name)
    budget = Budget.of(lesson.limits)
    return judge_submission(read_submission(file), [exercise], budget, warm_sandbox(lesson), seed=11)


def test_every_file_says_what_it_is() -> None:
    files = sorted(UNSEEN.glob("*/*/*.py"))
    assert len(files) > 200
    for file in files:
        find_exercise(file.parent.name)
        claim = file.name.partition("_")[0]
        assert claim in ("right", "wrong"), file
        assert file.read_text(encoding="utf-8").startswith(f"# {claim}: "), file


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_no_wrong_one_has_full_marks_and_every_right_one_has(folder: Path) -> None:
    files = sorted(folder.glob("*.py"))
    full = {file.name for file in files if judged(file).full}
    assert full == {file.name for file in files if file.name.startswith("right")}

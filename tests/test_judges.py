"""The judge, judged: the data set holds every solution once, and graders find them worth what they are."""

from __future__ import annotations

import ast
import json
import os
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hostile import CASES

from autograder.course.catalogue import lessons
from autograder.judge.bank import alternatives, execute, misconceptions, stubs
from autograder.judge.in_process import reference

if str(ROOT) not in sys.path:  # `python -m benchmarks.judges` runs where it lies
    sys.path.append(str(ROOT))

from benchmarks.judges import confined, grading, plain_asserts, tally
from benchmarks.judges.__main__ import drawn
from benchmarks.judges.graders import with_nbgrader, with_otter, with_pytest
from benchmarks.judges.grading import Verdict
from benchmarks.judges.solutions import OPEN, Claim, Solution, alone, everything, importable, load, write

EXERCISES = [exercise for lesson in lessons() for exercise in lesson.exercises]
ALL = everything()
BY_ID = {solution.id: solution for solution in ALL}
BLOCK = "bank/04.identity_block"


def test_every_entry_of_the_bank_is_there_once() -> None:
    ids = [f"bank/{e.id}/wrong/{wrong.id}" for e in EXERCISES for wrong in misconceptions(e.id)]
    ids += [f"bank/{e.id}/right/{path.stem}" for e in EXERCISES for path in alternatives(e.id)]
    ids += [f"bank/{e.id}/empty/{stub.name}" for e in EXERCISES for stub in stubs(e.id)]
    assert Counter(s.id for s in ALL if s.origin == "bank") == Counter(ids)
    assert all(s.cause and s.says for s in ALL if s.origin == "bank" and s.claim is Claim.WRONG)


def test_every_hostile_case_is_there_once_and_claims_what_it_deserves() -> None:
    assert Counter(s.id for s in ALL if s.origin == "hostile") == Counter(f"hostile/{c.name}" for c in CASES)
    assert {case.name for case in CASES} >= OPEN
    paid_in_full = {f"hostile/{case.name}" for case in CASES if case.score == 10 and not case.at_most}
    assert {s.id for s in ALL if s.claim is Claim.MISHAP} == paid_in_full
    assert {s.id for s in ALL if s.claim is Claim.EMPTY and s.origin == "hostile"} == {
        f"hostile/{name}" for name in ("syntax_error", "renamed", "empty", "stub")
    }


def test_no_solution_is_rejected_for_what_it_imports() -> None:
    """What runs as it is loaded takes from `resnet_ref` only what is there where it is graded."""
    for solution in ALL:
        if solution.origin == "hostile":
            continue
        imported = {
            node.module.removeprefix("resnet_ref.")
            for node in ast.parse(solution.cells[0]).body
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("resnet_ref.")
        }
        assert imported <= importable(solution.exercise), solution.id


def test_a_module_that_may_not_be_imported_is_written_out() -> None:
    source = "from __future__ import annotations\nfrom resnet_ref.modes import evaluation_mode\nx = 1\n"
    names = execute(alone(source, ()), "<alone>")
    assert names["evaluation_mode"].__module__ == "bank"
    assert names["x"] == 1
    assert alone(source, {"modes"}) == source


def test_every_unseen_solution_is_there() -> None:
    files = [
        p for p in (ROOT / "tests" / "unseen").glob("*/*/*.py") if p.name.startswith(("wrong_", "right_"))
    ]
    assert sum(s.origin == "unseen" for s in ALL) == len(files)


def test_what_is_written_is_read_again_to_the_letter(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    write(folder)
    assert load(folder) == ALL
    index = json.loads((folder / "index.json").read_text())
    assert set(index["solutions"][0]) == {"id", "exercise", "claim", "cause", "says", "file"}
    assert all((folder / row["file"]).is_file() for row in index["solutions"])
    assert "MIT" in (folder / "LICENSE").read_text()
    write(folder)  # a data set may be replaced


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="no data set"):
        write(tmp_path)
    with pytest.raises(FileNotFoundError, match="--write"):
        load(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_every_plain_assert_belongs_to_an_exercise() -> None:
    written = [
        node.name
        for style in plain_asserts.STYLES
        for node in ast.parse((ROOT / f"benchmarks/judges/asserts/{style}.py").read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert len(plain_asserts.exercises()) >= 8
    found = [test.name for exercise in plain_asserts.exercises() for test in plain_asserts.tests(exercise)]
    assert sorted(found) == sorted(written)


def ask(exercise: str, names: Mapping[str, Any]) -> None:
    """Run an exercise's plain asserts on these names, here."""
    for test in plain_asserts.tests(exercise):
        helpers = execute(f"{plain_asserts.preamble()}\n\n{test.source}", "<plain asserts>")
        helpers[test.name](*(names[argument] for argument in test.arguments))


@pytest.mark.parametrize("exercise", plain_asserts.exercises())
def test_the_reference_passes_the_plain_asserts(exercise: str) -> None:
    """Otherwise they would reject right answers for a slip of ours, and the comparison would be unfair."""
    (modules,) = (e.reference for e in EXERCISES if e.id == exercise)
    ask(exercise, reference(modules)._names)


def test_plain_asserts_reject_the_block_that_attacks_are_made_of() -> None:
    """Otherwise every attack would be paid, whatever it does."""
    names = execute(BY_ID["hostile/wrong"].cells[0], "<wrong>")
    with pytest.raises(AssertionError):
        ask("04.identity_block", names)


def test_a_sample_is_drawn_claim_by_claim_and_the_same_again() -> None:
    sample = drawn(ALL, 5, 1)
    assert Counter(s.claim for s in sample) == {claim: 5 for claim in Claim if claim is not Claim.OPEN}
    assert drawn(ALL, 5, 1) == sample
    assert drawn(ALL, 5, 2) != sample
    without_stubs = [s for s in ALL if s.claim is not Claim.EMPTY]
    assert drawn(without_stubs, 5, 1) == [s for s in sample if s.claim is not Claim.EMPTY]
    assert len(drawn(ALL, 0, 1)) == sum(s.claim is not Claim.OPEN for s in ALL)


def test_the_table_counts_what_was_said() -> None:
    def made(claim: Claim, accepted: bool, cause: str = "", marked: bool = True) -> Verdict:
        known = "no_shortcut" if claim is Claim.WRONG else ""
        solution = Solution(f"bank/x/{claim}/y", "04.identity_block", claim, known, "", ("",))
        return Verdict(solution, accepted, cause, 2.0, "", marked)

    verdicts = [
        made(Claim.WRONG, False, "no_shortcut"),
        made(Claim.WRONG, False, "no_padding"),
        made(Claim.WRONG, True),
        made(Claim.EMPTY, False),
        made(Claim.HOSTILE, True),
        made(Claim.HOSTILE, False, marked=False),
        made(Claim.RIGHT, False),
        made(Claim.RIGHT, True),
        made(Claim.MISHAP, True),
    ]
    assert tally.row("a grader", True, verdicts) == (
        *("a grader", "1 of 3", "0 of 1", "1 of 2", "1 of 2", "0 of 1"),
        *("1 of 3, 1 another's", "1", "2.00"),
    )
    assert tally.row("a grader", False, verdicts)[6] == "names none"
    assert [v.solution.claim for v in tally.faults(verdicts)] == [Claim.WRONG, Claim.HOSTILE, Claim.RIGHT]


def test_otter_says_how_to_install_it_where_it_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(with_otter, "PLACE", tmp_path)
    assert "--target build/otter" in with_otter.missing()
    assert "otter-grader==" in with_otter.missing()


def test_magics_become_calls_where_a_file_is_graded() -> None:
    script = with_pytest._script(BY_ID["hostile/magics"])
    assert "run_line_magic" in script
    ast.parse(script)


def test_a_file_that_a_student_left_is_read_only_where_it_is_one(tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / "folder").mkdir(parents=True)
    (work / "plain").write_bytes(b"marks")
    (work / "link").symlink_to(work / "plain")
    (work / "zeros").symlink_to("/dev/zero")
    (work / "linked").symlink_to(work / "folder")
    (work / "folder" / "plain").write_bytes(b"marks")
    os.mkfifo(work / "pipe")
    assert confined.read(tmp_path, "plain") == confined.read(tmp_path, "folder/plain") == b"marks"
    for name in ("link", "zeros", "pipe", "folder", "linked/plain", "absent"):
        assert confined.read(tmp_path, name) == b"", name


def test_a_broken_gradebook_or_result_is_no_mark() -> None:
    assert with_nbgrader._marks(b"") == with_nbgrader._marks(b"no database" * 100) == {}
    for result in (b"", b"[]", b"{}", b"\xff"):
        assert with_otter._score(result) == (None, "")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name == "ours" else pytest.mark.slow) for name in grading.names()],
)
def test_a_grader_tells_right_from_wrong_and_hostile(name: str) -> None:
    grader = grading.grader(name)
    if why := grader.missing():
        pytest.skip(f"{name} {why}")
    ids = (f"{BLOCK}/wrong/no_last_relu", f"{BLOCK}/right/sequential_branch", "hostile/patched_probing")
    verdicts = grader.grade([BY_ID[one] for one in ids], 300.0)
    assert [v.solution.id for v in verdicts] == list(ids)
    assert [v.accepted for v in verdicts] == [False, True, False]
    assert all(v.marked for v in verdicts)
    assert verdicts[0].cause == ("no_last_relu" if grader.NAMES_CAUSES else "")
    assert verdicts[0].said
    assert all(v.cpu_seconds > 0 for v in verdicts)

"""A class graded both ways, by `course grade` and by nbgrader's autograde: the same marks, whatever was handed in."""

from __future__ import annotations

import contextlib
import copy
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from class_folder import (
    CHECK,
    LESSON,
    NAME,
    RIGHT,
    WEAK,
    WRITE,
    WRONG,
    Notebook,
    code,
    course,
    graded,
    hand_in,
    named,
    recorded,
    release,
)

from autograder.classroom import judging
from autograder.classroom.nbgrader_course import NbgraderCourse
from autograder.course.catalogue import Lesson
from autograder.outcomes import Diagnosis, Judged, Outcome
from autograder.reading import MAX_CODE_BYTES, Submission

pytestmark = pytest.mark.usefixtures("warm")


def copied_check(notebook: Notebook) -> None:
    notebook["cells"].append(copy.deepcopy(named(notebook, CHECK)))


def copied_answer(notebook: Notebook) -> None:
    again = copy.deepcopy(named(notebook, WRITE))
    named(notebook, WRITE)["source"] = WRONG
    notebook["cells"].append(again)


def copied_answer_wrong_at_last(notebook: Notebook) -> None:
    again = copy.deepcopy(named(notebook, WRITE))
    again["source"] = WRONG
    notebook["cells"].append(again)


def deleted_check(notebook: Notebook) -> None:
    notebook["cells"].remove(named(notebook, CHECK))


def answered_elsewhere(notebook: Notebook) -> None:
    notebook["cells"].remove(named(notebook, CHECK))
    notebook["cells"].remove(named(notebook, WRITE))
    notebook["cells"].append(code(RIGHT))


def check_became_text(notebook: Notebook) -> None:
    cell = named(notebook, CHECK)
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


def answer_became_text(notebook: Notebook) -> None:
    cell = named(notebook, WRITE)
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


def reordered(notebook: Notebook) -> None:
    cell = named(notebook, CHECK)
    notebook["cells"].remove(cell)
    notebook["cells"].insert(0, cell)


def edited_check(notebook: Notebook) -> None:
    named(notebook, CHECK)["source"] = "10"


def answered_in_the_check(notebook: Notebook) -> None:
    named(notebook, WRITE)["source"] = 'raise NotImplementedError("04.identity_block")'
    named(notebook, CHECK)["source"] = RIGHT


def thousand_points(notebook: Notebook) -> None:
    named(notebook, WRITE)["source"] = WRONG
    named(notebook, CHECK)["metadata"]["nbgrader"] |= {"points": 1000, "locked": False, "solution": True}


def renamed_ids(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade_id"] += "-x"


def another_lessons_ids(notebook: Notebook) -> None:
    named(notebook, CHECK)["metadata"]["nbgrader"]["grade_id"] = "05-convolutional_block"


def nonsense_marks(notebook: Notebook) -> None:
    named(notebook, CHECK)["metadata"]["nbgrader"] |= {"points": "many", "grade": "yes", "x": [1]}
    notebook["cells"].append(code("1") | {"metadata": {"nbgrader": {"grade_id": ["list"], "grade": True}}})
    notebook["cells"].append(code("1") | {"metadata": {"nbgrader": "text"}})


def old_schema(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] = {"grade_id": "old", "grade": True, "points": 3}


def later_schema(notebook: Notebook) -> None:
    notebook["nbformat_minor"] = 99
    for cell in notebook["cells"]:
        cell["new_key"] = 1
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 99


def no_ids(notebook: Notebook) -> None:
    notebook["nbformat_minor"] = 0
    for cell in notebook["cells"]:
        del cell["id"]


def one_id_for_all(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["id"] = "same"


def no_metadata(notebook: Notebook) -> None:
    notebook["cells"] = [
        {"cell_type": c["cell_type"], "source": c["source"]}
        | ({"outputs": []} if c["cell_type"] == "code" else {})
        for c in notebook["cells"]
    ]
    del notebook["metadata"]


def version_3(notebook: Notebook) -> None:
    cells = [
        {"cell_type": "code", "input": c["source"], "language": "python", "outputs": [], "metadata": {}}
        for c in notebook["cells"]
        if c["cell_type"] == "code"
    ]
    notebook.clear()
    notebook |= {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }


def lone_surrogate(notebook: Notebook) -> None:
    notebook["cells"].append(code("x = '\ud800'"))


def nothing_left(notebook: Notebook) -> None:
    notebook["cells"] = []


def untouched(notebook: Notebook) -> None:
    """As it was handed out."""


def stub(notebook: Notebook) -> None:
    named(notebook, WRITE)["source"] = 'raise NotImplementedError("04.identity_block")'


# Everything that becomes of cells in students' hands, and what their code is worth all the same.
MENDED: dict[Callable[[Notebook], None], float] = {
    untouched: 10,
    stub: 0,
    copied_check: 10,
    copied_answer: 10,
    copied_answer_wrong_at_last: 4,
    deleted_check: 10,
    answered_elsewhere: 10,
    check_became_text: 10,
    answer_became_text: 10,
    reordered: 10,
    edited_check: 10,
    answered_in_the_check: 10,
    thousand_points: 4,
    renamed_ids: 10,
    another_lessons_ids: 10,
    nonsense_marks: 10,
    old_schema: 10,
    later_schema: 10,
    no_ids: 10,
    one_id_for_all: 10,
    no_metadata: 10,
    version_3: 10,
    lone_surrogate: 10,
    nothing_left: 0,
}
UNTOUCHED_NOTES = {
    "untouched",
    "stub",
    "reordered",
    "no_ids",
    "one_id_for_all",
    "lone_surrogate",
    "answer_became_text",
}


def huge(path: Path) -> None:
    path.touch()
    with path.open("r+b") as file:
        file.truncate(200 * 2**20)


def data_in_code(path: Path) -> None:
    notebook = json.loads((path.parents[2] / "untouched" / NAME / path.name).read_text())
    notebook["cells"].append(code(f"x = '{'a' * MAX_CODE_BYTES}'"))
    path.write_text(json.dumps(notebook))


def elsewhere(path: Path) -> None:
    path.symlink_to(path.parents[2] / "untouched" / NAME / path.name)


def beside_a_link(path: Path) -> None:
    shutil.copy(path.parents[2] / "untouched" / NAME / path.name, path)
    (path.parent / "data.txt").symlink_to(path.parents[3] / "gradebook.db")


def no_time(path: Path) -> None:
    shutil.copy(path.parents[2] / "untouched" / NAME / path.name, path)
    (path.parent / "timestamp.txt").write_text("yesterday or so")


def folder_is_a_link(path: Path) -> None:
    path.parent.rmdir()
    path.parent.symlink_to(path.parents[2] / "untouched" / NAME, target_is_directory=True)


def folder_is_a_file(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("x")


UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "bad_json": (lambda path: path.write_text('{"cells": ['), "no notebook that can be read"),
    "empty": (lambda path: path.write_bytes(b""), "no notebook that can be read"),
    "binary": (lambda path: path.write_bytes(bytes(range(256))), "not UTF-8"),
    "deep": (lambda path: path.write_text("[" * 100_000), "no notebook that can be read"),
    "a_list": (lambda path: path.write_text("[]"), "no notebook that can be read"),
    "version_5": (
        lambda path: path.write_text('{"nbformat": 5, "cells": []}'),
        "no notebook that can be read",
    ),
    "huge": (huge, "more than 100 MB"),
    "data_in_code": (data_in_code, "Put data into files, not into code."),
    "missing": (lambda path: None, "there is no notebook at all"),
    "wrong_name": (lambda path: path.with_name("mine.ipynb").write_text("{}"), "there is mine.ipynb"),
    "link": (elsewhere, "is a link"),
    "beside_a_link": (beside_a_link, "data.txt is a link"),
    "folder": (lambda path: path.mkdir(), "is a folder where the notebook should be"),
    "folder_is_a_link": (folder_is_a_link, "is a link"),
    "folder_is_a_file": (folder_is_a_file, "is a file where a folder should be"),
    "no_time": (no_time, "timestamp.txt holds no time"),
}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a file beside the lesson's notebook, where being late costs everything."""
    folder = tmp_path_factory.mktemp("class") / "course"
    release(folder)
    (folder / "solutions" / NAME / "data.csv").write_text("the lesson's")
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    return folder


@pytest.fixture(scope="module")
def both(released: Path) -> tuple[Path, Path, int, dict[str, dict[str, Any]]]:
    """One class graded by `course grade`, and a copy of it by nbgrader; the first one's status and rows."""
    ours = released.parent / "ours"
    shutil.copytree(released, ours)
    for change in MENDED:
        hand_in(ours, change.__name__, change)
    late = ours / "submitted" / "untouched" / NAME / "timestamp.txt"
    late.write_text("2026-11-02 12:00:00.000000 UTC")
    for student, (write, _) in UNREADABLE.items():
        path = ours / "submitted" / student / NAME / LESSON.notebook
        path.parent.mkdir(parents=True)
        write(path)
    set_due(ours, "2026-11-01 12:00:00.000000")
    (late.parent / "data.csv").write_text("made more convenient")
    (late.parent / "more").mkdir()
    (late.parent / "more" / "notes.txt").write_text("the student's own")
    theirs = released.parent / "theirs"
    shutil.copytree(ours, theirs, symlinks=True)
    # One verdict for the same cells, so that two reports are the same to the last digit.
    judge, known = judging.LessonJudge.judge, {}

    def remembered(self: judging.LessonJudge, lesson: Lesson, submission: Submission) -> Judged:
        asked = submission.cells, submission.modules
        if asked not in known:
            known[asked] = judge(self, lesson, submission)
        return known[asked]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging.LessonJudge, "judge", remembered)
        found = graded(ours)
        before = set(known)
        done = NbgraderCourse(theirs).api.autograde(NAME, "*")
        assert not done["success"]  # it names those who could not be read
    assert set(known) == before  # nbgrader has asked about the same cells, and no others
    return ours, theirs, *found


def set_due(folder: Path, moment: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as gradebook, gradebook:
        gradebook.execute("update assignment set duedate = ?", (moment,))


def test_whatever_became_of_the_cells_the_mark_is_right(both: Any) -> None:
    ours, _, _, rows = both
    expected = {change.__name__: points for change, points in MENDED.items()}
    assert {student: rows[student]["score"] for student in expected} == expected
    marks = recorded(ours)
    assert {student: marks[student][4] for student in expected} == expected
    assert {row["report"]["max_score"] for row in rows.values() if row["report"]} == {10}


def test_what_was_mended_is_said(both: Any) -> None:
    ours, _, _, rows = both
    for change in MENDED:
        said = " ".join(note for note in rows[change.__name__]["notes"] if not note.startswith("Late"))
        graded_notebook = (ours / "autograded" / change.__name__ / NAME / LESSON.notebook).read_text()
        mended = change.__name__ not in UNTOUCHED_NOTES
        assert bool(said) == mended, (change.__name__, said)
        assert ("Mended before grading" in graded_notebook) == mended


def test_nbgrader_and_we_leave_the_same_gradebook_and_the_same_notebooks(both: Any) -> None:
    ours, theirs, _, _ = both
    left, right = recorded(ours), recorded(theirs)
    for change in MENDED:
        student = change.__name__
        assert left[student] == right[student], student
        folders = [folder / "autograded" / student / NAME for folder in (ours, theirs)]
        files = [
            {p.relative_to(f): (p.stat().st_mode, p.read_bytes()) for p in f.rglob("*") if p.is_file()}
            for f in folders
        ]
        assert files[0] == files[1], student
    folder = ours / "autograded" / "untouched" / NAME
    assert (folder / "data.csv").read_text() == "the lesson's"
    assert (folder / "more" / "notes.txt").read_text() == "the student's own"


def test_what_cannot_be_read_gets_no_mark_and_a_reason(both: Any) -> None:
    ours, theirs, status, rows = both
    assert status == 1
    assert set(rows) == {change.__name__ for change in MENDED} | set(UNREADABLE)
    marks, their_marks = recorded(ours), recorded(theirs)
    for student, (_, reason) in UNREADABLE.items():
        assert (rows[student]["outcome"], rows[student]["score"]) == ("unreadable", None), student
        assert reason in rows[student]["notes"][0], rows[student]["notes"]
        assert student not in marks
        assert their_marks.get(student, [None] * 5)[4] is None
        assert not (ours / "autograded" / student).exists()


def test_being_late_is_noted_as_nbgrader_counts_it(both: Any) -> None:
    _, _, _, rows = both
    assert rows["untouched"]["notes"] == ["Late by 1 day, 0:00:00, penalty 10."]


def test_the_table_names_everybody(both: Any) -> None:
    ours, _, _, _ = both
    status, printed, _ = course(ours, "grade", "4", "--resume", *WEAK)
    assert status == 1
    assert all(student[:12] in printed for student in UNREADABLE)
    assert f"{len(UNREADABLE)} of {len(UNREADABLE) + len(MENDED)} have no mark." in printed


@pytest.fixture(scope="module")
def class_of_four(released: Path) -> Path:
    """ada and cyd right, bob wrong, eve not written."""
    folder = released.parent / "four"
    shutil.copytree(released, folder)
    for student, answer in (("ada", RIGHT), ("bob", WRONG), ("cyd", RIGHT)):
        hand_in(folder, student, untouched, answer)
    hand_in(folder, "eve", stub)
    return folder


@pytest.fixture
def small(class_of_four: Path, tmp_path: Path) -> Path:
    """A class of four to which nothing has happened yet."""
    return shutil.copytree(class_of_four, tmp_path / "course")


@pytest.fixture(scope="module")
def class_of_four_graded(class_of_four: Path) -> Path:
    """The class of four, graded once."""
    folder = class_of_four.with_name("four_graded")
    shutil.copytree(class_of_four, folder)
    assert graded(folder)[0] == 0
    return folder


@pytest.fixture
def marked(class_of_four_graded: Path, tmp_path: Path) -> Path:
    """A class of four that has been graded."""
    return shutil.copytree(class_of_four_graded, tmp_path / "course")


@pytest.mark.slow
def test_several_judges_give_the_same_marks(small: Path) -> None:
    status, rows = graded(small, "--jobs", "2")
    assert status == 0
    assert {name: row["score"] for name, row in rows.items()} == {"ada": 10, "bob": 4, "cyd": 10, "eve": 0}
    assert {name: row["outcome"] for name, row in rows.items()}["eve"] == "not_written"
    assert {name: mark[4] for name, mark in recorded(small).items()} == {
        "ada": 10,
        "bob": 4,
        "cyd": 10,
        "eve": 0,
    }


def test_a_module_handed_in_beside_the_notebook_counts(marked: Path) -> None:
    """And where it alone has changed since, the submission is graded again."""
    shutil.rmtree(marked / "submitted" / "bob")
    hand_in(marked, "bob", untouched, "from my_blocks import IdentityBlock")
    beside = marked / "submitted" / "bob" / NAME / "my_blocks.py"
    beside.write_text(f"import torch\nfrom torch import nn\n{RIGHT}", encoding="utf-8")
    assert graded(marked, "--resume")[1]["bob"]["score"] == 10
    beside.write_text("class IdentityBlock: pass", encoding="utf-8")
    assert graded(marked, "--resume")[1]["bob"]["score"] == 0


def test_resume_grades_what_is_new_and_nothing_else(marked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = []
    judge = judging.LessonJudge.judge

    def counted(self: judging.LessonJudge, lesson: Lesson, submission: Submission) -> Judged:
        judged.append(submission)
        return judge(self, lesson, submission)

    monkeypatch.setattr(judging.LessonJudge, "judge", counted)
    shutil.rmtree(marked / "submitted" / "bob")
    hand_in(marked, "bob", untouched, RIGHT)
    status, rows = graded(marked, "--resume")
    assert len(judged) == 1
    assert status == 0
    assert {name: row["score"] for name, row in rows.items()} == {"ada": 10, "bob": 10, "cyd": 10, "eve": 0}
    assert rows["ada"]["notes"] == ["graded before"]
    graded(marked)
    assert len(judged) == 5


def failing(monkeypatch: pytest.MonkeyPatch, fault: Callable[[Judged], Judged]) -> None:
    """Let the judge fail on whoever handed in the wrong answer."""
    judge = judging.LessonJudge.judge

    def faulty(self: judging.LessonJudge, lesson: Lesson, submission: Submission) -> Judged:
        judged = judge(self, lesson, submission)
        return fault(judged) if WRONG in submission.cells else judged

    monkeypatch.setattr(judging.LessonJudge, "judge", faulty)


def raised(judged: Judged) -> Judged:
    raise ZeroDivisionError("our own")


def noted(judged: Judged) -> Judged:
    """As where a check of ours raises: the others are judged, and it says what happened."""
    (exercise,) = judged.exercises
    first = replace(
        exercise.checks[0],
        outcome=Outcome.INTERNAL,
        diagnosis=Diagnosis("The check failed.", traceback="ZeroDivisionError: our own"),
    )
    return replace(judged, exercises=(replace(exercise, checks=(first, *exercise.checks[1:])),))


@pytest.mark.parametrize("fault", [raised, noted])
def test_a_fault_of_ours_costs_nobody_a_mark_and_is_loud(
    fault: Callable[[Judged], Judged], small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, fault)
    status, printed, said = course(small, "grade", "4", *WEAK)
    assert status == 1
    assert "1 of 4 have no mark" in printed
    assert "ZeroDivisionError: our own" in said
    marks = recorded(small)
    assert "bob" not in marks
    assert {name: mark[4] for name, mark in marks.items()} == {"ada": 10, "cyd": 10, "eve": 0}
    assert not (small / "autograded" / "bob").exists()


def test_nbgrader_alone_records_no_mark_where_the_judge_failed(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, noted)
    done = NbgraderCourse(small).api.autograde(NAME, "bob")
    assert not done["success"]
    assert "The check failed." in done["log"]
    assert recorded(small)["bob"][4] is None
    assert not (small / "autograded" / "bob" / NAME).exists()


def test_points_given_by_hand_stay(marked: Path) -> None:
    with contextlib.closing(sqlite3.connect(marked / "gradebook.db")) as gradebook, gradebook:
        gradebook.execute("update grade set manual_score = 7")
    rows = graded(marked)[1]
    assert rows["bob"]["notes"] == ["An instructor's points stand in the gradebook beside the judge's."]
    assert {mark[5] for mark in recorded(marked).values()} == {7}


def test_report_tells_exercises_and_mistakes(marked: Path) -> None:
    printed = course(marked, "report", "4", "--json")[1]
    (lesson,) = json.loads(printed)["lessons"]
    assert (lesson["students"], lesson["mean"], lesson["max_score"]) == (4, 6, 10)
    (exercise,) = lesson["exercises"]
    assert (exercise["mean"], exercise["full"], exercise["none"], exercise["not_written"]) == (6, 2, 1, 1)
    (mistake,) = exercise["mistakes"]
    assert (mistake["id"], mistake["students"]) == ("no_last_relu", 1)
    assert mistake["cause"]
    human = course(marked, "report")[1]
    assert "no_last_relu" in human
    assert "4 graded" in human


def test_release_brings_an_edit_to_the_students_and_protects_one_in_the_derived_notebook(small: Path) -> None:
    master = small / "solutions" / NAME / f"{NAME}.py"
    student = small / "lessons" / NAME / LESSON.notebook
    master.write_text(master.read_text().replace("## Your turn", "## Now you"))
    assert course(small, "release", "4")[0] == 0
    assert "## Now you" in student.read_text()
    assert "BEGIN SOLUTION" not in student.read_text()
    derived = master.with_suffix(".ipynb")
    derived.write_text(derived.read_text().replace("## Now you", "## And now you"))
    status, _, said = course(small, "release", "4")
    assert status == 2
    assert "was edited after" in said
    assert "## And now you" in derived.read_text()


WRONG_USAGE = {
    "unknown lesson": (["grade", "04_identity_blok"], "Did you mean: 04_identity_block"),
    "not released": (["grade", "5"], "does not know 05_convolutional_block"),
    "nothing handed in": (["grade", "4"], "Nothing was handed in"),
    "nothing graded": (["report"], "course grade"),
    "no master": (["release", "5"], "It is the lesson's master"),
}


@pytest.mark.parametrize(("arguments", "sentence"), WRONG_USAGE.values(), ids=WRONG_USAGE)
def test_wrong_usage_is_a_sentence_and_status_2(arguments: list[str], sentence: str, released: Path) -> None:
    more = WEAK if arguments[0] == "grade" else []
    status, _, said = course(released, *arguments, *more)
    assert status == 2
    assert sentence in said.replace("\n", " ")


def test_without_isolation_nobody_is_graded_unasked(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "available_level", lambda: ("process", "The program bwrap is missing."))
    status, _, said = course(small, "grade", "4")
    assert status == 2
    assert "bwrap is missing" in said
    assert "--allow-weak-isolation" in said
    assert recorded(small) == {}


HOSTILE_TEXT = """
from IPython.display import HTML, display
display(HTML('<b>bold</b><img src=x onerror="alert(1)"><script>alert("html")</script>'))
display({"image/svg+xml": "<svg onload=alert(2)></svg>", "text/plain": "x"}, raw=True)
display({"application/javascript": "alert(3)", "text/plain": "y"}, raw=True)
import sys, warnings
print("<script>alert('stdout')</script>")
print("to stderr", file=sys.stderr)
warnings.warn("<script>alert('warning')</script>")
"""
HOSTILE_PROSE = """<img src=x onerror=alert(5)>
[link](javascript:alert(6)) [page](data:text/html,<script>alert(7)</script>)"""
RAISES = RIGHT.replace("return self.relu(out + x)", "raise ValueError('<script>alert(4)</script>')")


def test_feedback_shows_the_diagnosis_and_lets_nothing_of_a_student_act(marked: Path) -> None:
    def add(notebook: Notebook) -> None:
        notebook["cells"].insert(0, code(HOSTILE_TEXT))
        notebook["cells"].append(
            {"cell_type": "markdown", "id": "m", "metadata": {}, "source": HOSTILE_PROSE}
        )

    for student, answer in (("xena", RIGHT), ("yuri", RAISES)):
        hand_in(marked, student, add, answer, pictures=True)
    rows = graded(marked, "--resume")[1]
    assert rows["xena"]["score"] == 10  # what is said on stderr costs nothing
    assert rows["yuri"]["score"] == 0
    assert NbgraderCourse(marked).api.generate_feedback(NAME)["success"]
    pages = {
        s: (marked / "feedback" / s / NAME / f"{NAME}.html").read_text() for s in ("bob", "xena", "yuri")
    }
    assert "negative values" in pages["bob"]
    assert "no_last_relu" in pages["bob"]
    for page in pages.values():
        assert "autograder/judge" not in page
        assert "<script>alert" not in page
        assert not re.search(r"<\w+[^>]*\sonerror", page)
        assert "<svg onload" not in page
        assert not re.search(r"""(href|src)=["']?(javascript:|data:text)""", page)
    for student in ("xena", "yuri"):
        assert 'alt="Two residual blocks.' in pages[student]
        assert "<b>bold</b>" in pages[student]
        assert "&lt;script&gt;alert" in pages[student]
        assert "to stderr" in pages[student]
    assert "ValueError: &lt;script&gt;alert(4)" in pages["yuri"]

"""One verdict on a submission, whichever way it is asked for."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from class_folder import WEAK, Notebook, code, course, named, release
from conftest import ROOT, solution
from IPython.core.interactiveshell import InteractiveShell
from rich.console import Console
from traitlets.config import Config
from warm_sandboxes import warm_sandbox

from autograder.classroom.nbgrader_course import NbgraderCourse
from autograder.course import catalogue
from autograder.course.catalogue import Lesson
from autograder.course.grade_ids import points_id, write_id
from autograder.jail.budget import Budget
from autograder.judge.bank import FOLDER, misconceptions
from autograder.judge.submissions import judge_submission
from autograder.outcomes import Judged
from autograder.reading import read_submission
from autograder.reports import terminal
from autograder.student import notebook, watching

# An exercise in which a loop is handed in gets so long, and a cell that loops; they cost the tests no more than that.
LOOP_SECONDS, CELL_SECONDS = 1.5, 3.0
LOOPS = ("02.output_size", "08.label_smoothing")

Verdict = dict[str, tuple[float, dict[str, str]]]  # by exercise: its score, and the outcome of every check


@dataclass(frozen=True)
class Work:
    """What somebody hands in, and what it deserves.

    Args:
        answers: those that are not right, by exercise; an empty one leaves the released stub.
        then: a cell after the first exercise's.
        found: the outcomes of an exercise's checks, where they are not all "passed".
        ends_kernel: the notebook's own kernel has no sandbox around it: where this is set, it dies or never ends, so
            that `check` cannot be asked.
        quick: whether it is asked in every way each time; the others take the same path again.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    then: str = ""
    found: Mapping[str, set[str]] = field(default_factory=dict)
    ends_kernel: bool = False
    quick: bool = False


def right(exercise: str) -> str:
    """The solution of the lesson itself, but for one that calls another exercise's."""
    if exercise == "02.conv2d":
        return (FOLDER / exercise / "windows_einsum.py").read_text()
    return of_lesson(exercise)


def of_lesson(exercise: str) -> str:
    """The solution of the lesson itself."""
    lesson, found = catalogue.find_exercise(exercise)
    return solution(ROOT / "solutions" / lesson.name / f"{lesson.name}.py", write_id(found))


def wrong(exercise: str, mistake: str) -> str:
    """A known mistake."""
    (source,) = [known.source() for known in misconceptions(exercise) if known.id == mistake]
    return source


def does(name: str, what: str) -> str:
    """A function that does nothing else."""
    return f"def {name}(*given, **named):\n    {what}\n"


EXIT, LOOP = "__import__('os')._exit(1)", "while True: pass"
RIGHT_04 = right("04.identity_block")
RAISES_IN_FORWARD = RIGHT_04.replace("return self.relu(out + x)", "return self.relu(out + y)")
assert RAISES_IN_FORWARD != RIGHT_04

WORK: dict[str, dict[str, Work]] = {
    "02_convolution": {
        "right": Work(),
        "one_wrong": Work(
            {"02.conv2d": wrong("02.conv2d", "padding_ignored")},
            found={"02.conv2d": {"passed", "failed", "error"}},
        ),
        "one_not_written": Work({"02.conv2d": ""}, found={"02.conv2d": {"not_written"}}),
        "one_raises": Work(
            {"02.output_size": does("conv_output_size", "raise ValueError('no')")},
            found={"02.output_size": {"error"}},
        ),
        "one_leaves_by_sys_exit": Work(
            {"02.output_size": does("conv_output_size", "raise SystemExit(0)")},
            found={"02.output_size": {"error"}},
        ),
        "one_exits": Work(
            {"02.output_size": does("conv_output_size", EXIT)},
            found={"02.output_size": {"crashed"}},
            ends_kernel=True,
        ),
        "one_exits_and_another_calls_it": Work(
            {"02.output_size": does("conv_output_size", EXIT), "02.conv2d": of_lesson("02.conv2d")},
            found={"02.output_size": {"crashed"}, "02.conv2d": {"crashed"}},
            ends_kernel=True,
            quick=True,
        ),
        "one_loops": Work(
            {"02.output_size": does("conv_output_size", LOOP)},
            found={"02.output_size": {"timeout"}},
            ends_kernel=True,
        ),
        "a_cell_raises": Work(then="1 / 0"),
        "a_cell_exits": Work(then=EXIT, ends_kernel=True),
        "a_cell_loops": Work(then=LOOP, ends_kernel=True),
        "an_answers_cell_exits": Work(
            {"02.conv2d": right("02.conv2d") + f"\n{EXIT}"},
            found={"02.conv2d": {"crashed"}},
            ends_kernel=True,
        ),
        "syntax_error": Work(
            {"02.conv2d": right("02.conv2d") + "\nclass :"}, found={"02.conv2d": {"not_written"}}
        ),
        "deleted": Work(then="del conv_output_size", found={"02.output_size": {"not_written"}}),
        "imported": Work(
            {"02.conv2d": "from resnet_ref.convolution import conv2d"}, found={"02.conv2d": {"not_written"}}
        ),
    },
    "04_identity_block": {
        "right": Work(),
        **{
            mistake: Work(
                {"04.identity_block": wrong("04.identity_block", mistake)},
                found={"04.identity_block": {"passed", "failed"}},
            )
            for mistake in ("relu_before_add", "no_width_check")
        },
        "stub": Work({"04.identity_block": ""}, found={"04.identity_block": {"not_written"}}),
        "a_cell_raises": Work(then="1 / 0"),
        "deleted": Work(then="del IdentityBlock", found={"04.identity_block": {"not_written"}}),
        "raises_in_forward": Work(
            {"04.identity_block": RAISES_IN_FORWARD}, found={"04.identity_block": {"passed", "error"}}
        ),
        "a_cell_exits": Work(then=EXIT, ends_kernel=True),
    },
    "08_training_recipe": {
        "right": Work(),
        "one_of_each": Work(
            {
                "08.parameter_groups": "",
                "08.warmup_cosine": does("warmup_cosine", EXIT),
                "08.label_smoothing": does("label_smoothing_loss", LOOP),
            },
            then="1 / 0",
            found={
                "08.parameter_groups": {"not_written"},
                "08.warmup_cosine": {"crashed"},
                "08.label_smoothing": {"timeout"},
            },
            ends_kernel=True,
            quick=True,
        ),
        "wrong_and_raising": Work(
            {
                "08.label_smoothing": wrong("08.label_smoothing", "shares_swapped"),
                "08.mixup": does("mixup", "raise ValueError('no')") + "\ndel parameter_groups",
            },
            found={
                "08.parameter_groups": {"not_written"},
                "08.label_smoothing": {"passed", "failed"},
                "08.mixup": {"error"},
            },
        ),
    },
}
EVERY = [(lesson, name) for lesson, students in WORK.items() for name in students]


def marked(cases: list[tuple[str, str]]) -> list[Any]:
    """These cases, all but the quick ones among the slow tests."""
    return [
        pytest.param(*case, marks=[] if WORK[case[0]][case[1]].quick else [pytest.mark.slow])
        for case in cases
    ]


def hurried(lesson: Lesson) -> Lesson:
    exercises = [
        msgspec.structs.replace(exercise, seconds=LOOP_SECONDS) if exercise.id in LOOPS else exercise
        for exercise in lesson.exercises
    ]
    limits = replace(lesson.limits, cell_seconds=CELL_SECONDS)
    return msgspec.structs.replace(lesson, exercises=tuple(exercises), limits=limits)


pytestmark = pytest.mark.usefixtures("warm")


@pytest.fixture(scope="module", autouse=True)
def short_limits() -> Iterator[None]:
    """The catalogue, from which every way takes its limits, with shorter ones."""
    lessons = tuple(map(hurried, catalogue.lessons()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "lessons", lambda: lessons)
        yield


def handed_in(lesson: Lesson, work: Work) -> Notebook:
    """The released notebook with these answers, without the lesson's own pictures, which take most of its time."""
    found: Notebook = json.loads((ROOT / "lessons" / lesson.name / lesson.notebook).read_text())
    found["cells"] = found["cells"][:2] + [cell for cell in found["cells"] if "nbgrader" in cell["metadata"]]
    for exercise in lesson.exercises:
        answer = work.answers.get(exercise.id, right(exercise.id))
        if answer:
            named(found, write_id(exercise))["source"] = answer
    if work.then:
        place = found["cells"].index(named(found, write_id(lesson.exercises[0]))) + 1
        found["cells"].insert(place, code(work.then))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everybody's notebook of every lesson, as a student has it: LESSON/STUDENT/LESSON.ipynb."""
    top = tmp_path_factory.mktemp("ways")
    for lesson_name, students in WORK.items():
        lesson = catalogue.find_lesson(lesson_name)
        for name, work in students.items():
            path = top / lesson_name / name / lesson.notebook
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(handed_in(lesson, work)))
    return top


def of_judged(judged: Judged) -> Verdict:
    return of_report(judged.as_json())


def of_report(report: dict[str, Any]) -> Verdict:
    return {
        exercise["id"]: (exercise["score"], {check["id"]: check["outcome"] for check in exercise["checks"]})
        for exercise in report["exercises"]
    }


@pytest.fixture(scope="module")
def verdicts(folder: Path) -> Any:
    """What `judge_submission` itself finds in a sandbox, by lesson and student: what every way must find."""

    @cache
    def verdict(lesson_name: str, student: str) -> Verdict:
        lesson = catalogue.find_lesson(lesson_name)
        submission = read_submission(folder / lesson_name / student / lesson.notebook)
        place = warm_sandbox(lesson)
        return of_judged(judge_submission(submission, lesson.exercises, Budget.of(place.limits), place))

    return verdict


@pytest.mark.parametrize(("lesson", "student"), EVERY)
def test_a_fault_costs_the_exercise_that_it_is_in(lesson: str, student: str, verdicts: Any) -> None:
    work = WORK[lesson][student]
    for exercise in catalogue.find_lesson(lesson).exercises:
        score, outcomes = verdicts(lesson, student)[exercise.id]
        wanted = work.found.get(exercise.id, {"passed"})
        assert set(outcomes.values()) == wanted, exercise.id
        if "passed" not in wanted:
            assert score == 0
        elif wanted == {"passed"}:
            assert score == exercise.points
        else:
            assert score < exercise.points


@pytest.mark.parametrize(
    ("lesson", "student"), [case for case in EVERY if not WORK[case[0]][case[1]].ends_kernel]
)
def test_the_notebooks_check_agrees(
    lesson: str,
    student: str,
    folder: Path,
    verdicts: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where an exit or a loop would end the kernel that asks, there is nothing to compare: see `Work.ends_kernel`."""
    found = catalogue.find_lesson(lesson)
    place = folder / lesson / student
    shown: list[Any] = []
    monkeypatch.setattr(notebook, "display", shown.append)
    monkeypatch.chdir(place)
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # a shell puts its own there
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    try:
        for cell in read_submission(place / found.notebook).cells:
            if not cell.startswith("check("):
                shell.run_cell(cell)
        ended = {
            exercise.id: shell.run_cell(f"check({exercise.id!r})").error_in_exec
            for exercise in found.exercises
        }
    finally:
        InteractiveShell.clear_instance()
    results = {one.result.id: one.result for one in shown}
    assert {
        name: (result.score, {check.id: check.outcome.value for check in result.checks})
        for name, result in results.items()
    } == verdicts(lesson, student)
    for name, error in ended.items():  # "Run all" goes on after full marks only
        assert type(error) is (type(None) if results[name].full else notebook.NotThereYet)


@pytest.mark.parametrize(
    "lesson", ["08_training_recipe", *(pytest.param(name, marks=pytest.mark.slow) for name in list(WORK)[:2])]
)
def test_course_watch_agrees(
    lesson: str, folder: Path, verdicts: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Everybody's version saved into one file, each as soon as the one before it has been reported."""
    found = catalogue.find_lesson(lesson)
    path = tmp_path / found.notebook
    versions = {name: (folder / lesson / name / found.notebook).read_text() for name in WORK[lesson]}
    coming, reported = iter(versions.values()), []

    def render(judged: Judged, console: Console) -> None:
        reported.append(of_judged(judged))
        if (text := next(coming, None)) is None:
            raise KeyboardInterrupt
        path.write_text(text)

    monkeypatch.setattr(terminal, "render", render)
    path.write_text(next(coming))
    watching.watch(found, found.exercises, path, Console(file=io.StringIO()))
    assert dict(zip(versions, reported, strict=True)) == {name: verdicts(lesson, name) for name in versions}


@pytest.mark.parametrize(("lesson", "student"), marked(EVERY))
def test_course_check_agrees(lesson: str, student: str, folder: Path, verdicts: Any) -> None:
    path = folder / lesson / student / f"{lesson}.ipynb"
    status, printed, said = course(ROOT, "check", lesson, "--file", str(path), "--json")
    assert printed.startswith("{"), said
    assert of_report(json.loads(printed)) == verdicts(lesson, student)
    assert status == (1 if WORK[lesson][student].found else 0)


@pytest.mark.slow
@pytest.mark.parametrize("student", WORK["02_convolution"])
def test_course_check_of_one_exercise_agrees(student: str, folder: Path, verdicts: Any) -> None:
    lesson, exercise = "02_convolution", "02.conv2d"
    path = folder / lesson / student / f"{lesson}.ipynb"
    printed = course(ROOT, "check", exercise, "--file", str(path), "--json")[1]
    assert of_report(json.loads(printed)) == {exercise: verdicts(lesson, student)[exercise]}


class Reports:
    """A plugin that keeps what pytest reports of every check."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            name = report.nodeid.rpartition("::test_")[2]
            self.outcomes[name] = dict(report.user_properties)["outcome"]
            assert report.passed == (self.outcomes[name] == "passed")


@pytest.mark.parametrize(("lesson", "student"), marked(EVERY))
def test_pytest_agrees(
    lesson: str, student: str, folder: Path, verdicts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / lesson / student / f"{lesson}.ipynb"
    monkeypatch.chdir(ROOT)
    reports, printed = Reports(), io.StringIO()
    options = ["--capture=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
    with contextlib.redirect_stdout(printed):
        status = pytest.main(["autograder", *options, "--submission", str(path)], plugins=[reports])
    expected = verdicts(lesson, student)
    assert reports.outcomes == {
        name.rpartition(".")[2]: outcome
        for _, outcomes in expected.values()
        for name, outcome in outcomes.items()
    }, printed.getvalue()
    scores = re.findall(r"^(\d\d\.\w+)   ([\d.]+) of [\d.]+$", printed.getvalue(), re.MULTILINE)
    assert {name: float(score) for name, score in scores} == {
        name: score for name, (score, _) in expected.items()
    }
    assert status == (1 if WORK[lesson][student].found else 0)


def points_recorded(folder: Path) -> dict[str, dict[str, float]]:
    """The points that the gradebook holds, by student and cell."""
    query = """
        select s.student_id, b.name, g.auto_score from submitted_assignment s
        join submitted_notebook n on n.assignment_id = s.id
        join grade g on g.notebook_id = n.id join base_cell b on g.cell_id = b.id
    """
    found: dict[str, dict[str, float]] = {}
    with contextlib.closing(sqlite3.connect(folder / "gradebook.db")) as gradebook:
        for student, cell, score in gradebook.execute(query):
            found.setdefault(student, {})[cell] = score
    return found


@pytest.mark.parametrize(
    "lesson", ["08_training_recipe", *(pytest.param(name, marks=pytest.mark.slow) for name in list(WORK)[:2])]
)
def test_course_grade_and_nbgrader_autograde_agree(
    lesson: str, folder: Path, verdicts: Any, tmp_path: Path
) -> None:
    found = catalogue.find_lesson(lesson)
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    release(ours, lesson)
    for student in WORK[lesson]:
        shutil.copytree(folder / lesson / student, ours / "submitted" / student / lesson)
    shutil.copytree(ours, theirs)
    expected = {student: verdicts(lesson, student) for student in WORK[lesson]}

    _, printed, said = course(ours, "grade", lesson, "--json", *WEAK)
    assert printed.startswith("{"), said
    rows = json.loads(printed)["lessons"][0]["students"]
    assert {row["student"]: of_report(row["report"]) for row in rows} == expected

    assert NbgraderCourse(theirs).api.autograde(lesson, "*")["success"]
    graded = {student: theirs / "autograded" / student / lesson / found.notebook for student in WORK[lesson]}
    reports = {
        student: json.loads(path.read_text())["metadata"]["grading"]["report"]
        for student, path in graded.items()
    }
    assert {student: of_report(report) for student, report in reports.items()} == expected

    points = {
        student: {points_id(exercise): verdict[exercise.id][0] for exercise in found.exercises}
        for student, verdict in expected.items()
    }
    assert points_recorded(ours) == points
    assert points_recorded(theirs) == points

"""Grading a class: everybody's submission of a lesson, judged in isolation and recorded by nbgrader."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

from autograder.classroom.judging import judge_class
from autograder.classroom.nbgrader_course import NbgraderCourse, Standing
from autograder.classroom.record.mending import MarkedCell
from autograder.classroom.record.recorder import Recorder
from autograder.classroom.record.submitted import fingerprint, prepare, read_submitted
from autograder.course.catalogue import Lesson
from autograder.outcomes import Judged, Outcome
from autograder.reading import Submission, Unreadable, code_cells, modules_beside
from autograder.reports import text


@dataclass(frozen=True)
class Graded:
    """What became of one submission.

    `report` is the judge's, as `course check --json` prints it, and None where there is no mark; `fault` is what
    failed on our side, at length.
    """

    student: str
    outcome: str
    report: dict[str, Any] | None = None
    notes: tuple[str, ...] = ()
    fault: str = ""

    def as_json(self) -> dict[str, Any]:
        """The submission in the form of `course grade --json`; its score is null where there is no mark."""
        score = None if self.report is None else self.report["score"]
        found = {"student": self.student, "score": score, "outcome": self.outcome, "notes": list(self.notes)}
        return found | {"fault": self.fault, "report": self.report}


@dataclass(frozen=True)
class _Ready:
    """A submission that could be read and mended."""

    student: str
    path: Path
    notebook: NotebookNode
    notes: tuple[str, ...]


def grade(
    course: NbgraderCourse,
    lesson: Lesson,
    *,
    jobs: int = 1,
    resume: bool = False,
    advanced: Callable[..., object] = lambda completed, total: None,
) -> list[Graded]:
    """Grade everybody's submission of `lesson`, in the order of their names; none of them stops the others.

    Args:
        jobs: how many processes judge at once; nbgrader's gradebook is written by this one alone.
        resume: leave alone who was graded and has not handed in anything else since.
        advanced: called with `completed` and `total` numbers of submissions, each time there is one more.

    Raises:
        NotReleased: the gradebook does not know the lesson.
    """
    wanted = course.marked_cells(lesson)
    submitted = course.submitted(lesson)
    done: dict[str, Graded] = {}
    ready: list[_Ready] = []
    kept = _unchanged(course, lesson, submitted) if resume else {}
    for student, path in submitted.items():
        if student in kept:
            done[student] = Graded(student, outcome(kept[student]), kept[student], ("graded before",))
        else:
            try:
                ready.append(_read(course, student, path, wanted))
                continue
            except Unreadable as error:
                done[student] = Graded(student, Outcome.UNREADABLE, notes=(str(error),))
        advanced(completed=len(done), total=len(submitted))
    submissions = [Submission(one.path, code_cells(one.notebook), modules_beside(one.path)) for one in ready]
    found = judge_class(lesson, submissions, jobs)
    with course.recorder() as recorder:
        for one, judged in zip(ready, found, strict=True):
            done[one.student] = _recorded(recorder, lesson, one, judged)
            advanced(completed=len(done), total=len(submitted))
    standings = course.standings(lesson)
    return [_with_standing(done[student], standings.get(student)) for student in submitted]


def outcome(report: dict[str, Any]) -> str:
    """One word for a report: "passed", or what the checks that did not pass came to."""
    found = [check["outcome"] for exercise in report["exercises"] for check in exercise["checks"]]
    return ", ".join(dict.fromkeys(word for word in found if word != Outcome.PASSED)) or Outcome.PASSED


def _unchanged(
    course: NbgraderCourse, lesson: Lesson, submitted: dict[str, Path]
) -> dict[str, dict[str, Any]]:
    """Reports of those whose notebook is the one that was graded, and whose marks the gradebook has."""
    recorded = course.standings(lesson)
    found = {}
    for student, graded in course.autograded(lesson).items():
        path = submitted.get(student)
        if student not in recorded or not recorded[student].marked or path is None or not path.is_file():
            continue
        grading = course.grading(graded)
        if "report" in grading and grading.get("sha256") == fingerprint(path):
            found[student] = grading["report"]
    return found


def _read(course: NbgraderCourse, student: str, path: Path, wanted: tuple[MarkedCell, ...]) -> _Ready:
    try:
        notebook = read_submitted(path)
    except OSError as error:
        raise Unreadable(f"{path.name} could not be opened: {error.strerror}.") from None
    course.require_timestamp(path.parent)
    return _Ready(student, path, notebook, tuple(prepare(notebook, path, wanted)))


def _recorded(recorder: Recorder, lesson: Lesson, one: _Ready, judged: Judged | str) -> Graded:
    if isinstance(judged, str):
        return _fault(one, judged)
    if judged.faults:
        return _fault(one, "\n".join(judged.faults))
    try:
        recorder.record(one.path, one.notebook, lesson.name, one.student, judged)
    except Exception:
        return _fault(one, traceback.format_exc())
    report = judged.as_json()
    return Graded(one.student, outcome(report), report, one.notes)


def _fault(one: _Ready, fault: str) -> Graded:
    note = (
        "The autograder failed; this is our fault, and no mark is recorded. Please report what is said below."
    )
    return Graded(one.student, Outcome.INTERNAL, notes=(note,), fault=text.clean(fault, 8000))


def _with_standing(graded: Graded, standing: Standing | None) -> Graded:
    if standing is None:
        return graded
    notes = list(graded.notes)
    if graded.report is None and standing.marked:
        notes.append("The gradebook still holds the mark of an earlier submission.")
    if graded.report is not None:
        if standing.seconds_late > 0:
            penalty = f", penalty {text.points(standing.penalty)}" if standing.penalty else ""
            notes.append(f"Late by {timedelta(seconds=round(standing.seconds_late))}{penalty}.")
        if standing.manual:
            notes.append("An instructor's points stand in the gradebook beside the judge's.")
    return replace(graded, notes=tuple(notes))

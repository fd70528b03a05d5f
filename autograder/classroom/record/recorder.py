"""nbgrader's autograde for a whole class: its own steps in its own order, made once and sharing one gradebook.

nbgrader's converter opens the gradebook ten times for each submission, and its database layer then translates every
query anew, which takes longer than judging. `tests/test_grading.py` holds the result against nbgrader's own.
"""

from __future__ import annotations

import json
import os
import shutil
import warnings
from pathlib import Path
from typing import Any, ClassVar

import nbformat
from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.preprocessors import (
    AssignLatePenalties,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import find_all_files
from sqlalchemy.exc import SAWarning

from autograder.classroom.record.preprocessors import JudgeSubmission, MendCells
from autograder.outcomes import Judged


class _SharedGradebook(Preprocessor):
    """Goes through the cells as nbgrader's step does once it has opened the gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        about = resources["nbgrader"]
        self.notebook_id, self.assignment_id = about["notebook"], about["assignment"]
        self.student_id, self.gradebook = about["student"], about["gradebook"]
        return Preprocessor.preprocess(self, nb, resources)


class _OverwriteCells(_SharedGradebook, OverwriteCells):
    """nbgrader's, on the shared gradebook."""


class _SaveAutoGrades(_SharedGradebook, SaveAutoGrades):
    """nbgrader's, on the shared gradebook."""


class _OverwriteKernelspec(NbGraderPreprocessor):
    """The lesson's kernel, from the shared gradebook."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        about = resources["nbgrader"]
        kernelspec = about["gradebook"].find_notebook(about["notebook"], about["assignment"]).kernelspec
        nb.metadata["kernelspec"] = nbformat.from_dict(json.loads(kernelspec))
        return nb, resources


class _AssignLatePenalties(AssignLatePenalties):
    """nbgrader's, which opens a gradebook of its own, for those alone who are late."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        about = resources["nbgrader"]
        gradebook: Gradebook = about["gradebook"]
        submission = gradebook.find_submission(about["assignment"], about["student"])
        late = submission.total_seconds_late > 0
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = None
        gradebook.db.commit()
        return super().preprocess(nb, resources) if late else (nb, resources)


class Recorder:
    """Writes finished marks into the gradebook and graded notebooks into autograded/, as nbgrader's autograde does.

    Args:
        api: nbgrader with the course's configuration, whose list of steps is followed.
        gradebook: open, and written by nobody else until this is done.
    """

    _SHARING: ClassVar = {
        OverwriteKernelspec: _OverwriteKernelspec,
        OverwriteCells: _OverwriteCells,
        SaveAutoGrades: _SaveAutoGrades,
        AssignLatePenalties: _AssignLatePenalties,
    }
    _DONE: ClassVar = (MendCells, JudgeSubmission)  # with what comes here

    def __init__(self, api: NbGraderAPI, gradebook: Gradebook) -> None:
        self._autograde = Autograde(coursedir=api.coursedir, parent=api)
        self._gradebook = gradebook
        self._steps = [
            self._SHARING.get(step, step)(parent=self._autograde)
            for step in (*self._autograde.sanitize_preprocessors, *self._autograde.autograde_preprocessors)
            if step not in self._DONE
        ]

    def record(self, path: Path, notebook: NotebookNode, lesson: str, student: str, judged: Judged) -> None:
        """Record one submission.

        Args:
            path: of the notebook in submitted/.
            notebook: the same, read and mended; it is changed.
            judged: what it came to.

        Raises:
            Exception: whatever a step raises; nothing of the submission is then left in autograded/.
        """
        directory = self._autograde.coursedir
        graded = Path(directory.format_path(directory.autograded_directory, student, lesson))
        about = {"notebook": lesson, "assignment": lesson, "student": student, "db_url": directory.db_url}
        resources = {"nbgrader": {**about, "gradebook": self._gradebook, "judged": judged}}
        if graded.exists():
            shutil.rmtree(graded)
        try:
            self._enter(path.parent, lesson, student)
            BaseConverter.init_assignment(self._autograde, lesson, student)
            self._copy_source(lesson, graded)
            for step in self._steps:
                notebook, _ = step(notebook, resources)
            graded.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, graded / path.name)
            self._autograde.set_permissions(lesson, student)
        except BaseException:
            self._gradebook.db.rollback()
            shutil.rmtree(graded, ignore_errors=True)
            raise

    def _enter(self, folder: Path, lesson: str, student: str) -> None:
        timestamp = self._autograde.coursedir.get_existing_timestamp(str(folder))
        handed_in = {"timestamp": timestamp} if timestamp else {}
        self._gradebook.update_or_create_student(student)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # about an order of nbgrader's own, to no effect
            self._gradebook.update_or_create_submission(lesson, student, **handed_in)

    def _copy_source(self, lesson: str, graded: Path) -> None:
        """Files that come with the lesson, in place of whatever the student made of them."""
        directory = self._autograde.coursedir
        source = Path(directory.format_path(directory.source_directory, ".", lesson))
        for found in find_all_files(str(source), [*directory.ignore, "*.ipynb"]):
            target = graded / os.path.relpath(found, source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            shutil.copy(found, target)

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
from nbgrader.preprocessors import AssignLatePenalties, OverwriteCells, OverwriteKernelspec, SaveAutoGrades
from nbgrader.utils import find_all_files, setenv
from sqlalchemy.exc import SAWarning

from autograder.classroom.preprocessors import MendCells
from autograder.outcomes import Judged


class _Shared(Preprocessor):
    """A step of nbgrader's that takes the gradebook from `resources` instead of opening it."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Look at every cell, as the step does once it has opened the gradebook."""
        about = resources["nbgrader"]
        self.notebook_id, self.assignment_id, self.student_id = (
            about["notebook"],
            about["assignment"],
            about["student"],
        )
        self.gradebook: Gradebook = about["gradebook"]
        return Preprocessor.preprocess(self, nb, resources)


class _Kernelspec(_Shared, OverwriteKernelspec):
    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        about = resources["nbgrader"]
        kernelspec = about["gradebook"].find_notebook(about["notebook"], about["assignment"]).kernelspec
        if kernelspec and kernelspec != "null":
            nb.metadata["kernelspec"] = nbformat.from_dict(json.loads(kernelspec))
        return nb, resources


class _Cells(_Shared, OverwriteCells):
    pass


class _Grades(_Shared, SaveAutoGrades):
    pass


class _Penalties(_Shared, AssignLatePenalties):
    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        nb, resources = super().preprocess(nb, resources)
        self.init_plugin()
        submission = self.gradebook.find_submission(self.assignment_id, self.student_id)
        notebook = self.gradebook.find_submission_notebook(
            self.notebook_id, self.assignment_id, self.student_id
        )
        notebook.late_submission_penalty = None
        if submission.total_seconds_late > 0:
            penalty = self.plugin_inst.late_submission_penalty(
                self.student_id, notebook.score, submission.total_seconds_late
            )
            if penalty is not None:
                notebook.late_submission_penalty = self._check_late_penalty(notebook, penalty)
        self.gradebook.db.commit()
        return nb, resources


class _Mended(Preprocessor):
    """In the place of MendCells, since what comes here is mended."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        return nb, resources


class Recorder:
    """Writes marks into the gradebook and graded notebooks into autograded/, as nbgrader's autograde does.

    Args:
        api: nbgrader with the course's configuration, whose list of steps is followed.
        gradebook: open, and written by nobody else until this is done.
    """

    _OURS: ClassVar = {
        MendCells: _Mended,
        OverwriteKernelspec: _Kernelspec,
        OverwriteCells: _Cells,
        SaveAutoGrades: _Grades,
        AssignLatePenalties: _Penalties,
    }

    def __init__(self, api: NbGraderAPI, gradebook: Gradebook) -> None:
        self._autograde = Autograde(coursedir=api.coursedir, parent=api)
        self._gradebook = gradebook
        steps = [*self._autograde.sanitize_preprocessors, *self._autograde.autograde_preprocessors]
        self._steps = [self._OURS.get(step, step)(parent=self._autograde) for step in steps]

    def record(self, path: Path, notebook: NotebookNode, lesson: str, student: str, judged: Judged) -> None:
        """Record one submission.

        Args:
            path: of the notebook in submitted/.
            notebook: the same, read and mended; it is changed.
            judged: what it came to.

        Raises:
            Exception: whatever a step raises; nothing of the submission is then left in autograded/.
        """
        graded = Path(self._autograde._format_dest(lesson, student))
        about = {"notebook": lesson, "assignment": lesson, "student": student}
        resources = {"nbgrader": {**about, "gradebook": self._gradebook, "judged": judged}}
        if graded.exists():
            shutil.rmtree(graded)
        try:
            self._enter(path.parent, lesson, student)
            BaseConverter.init_assignment(self._autograde, lesson, student)
            self._copy_source(lesson, graded)
            with setenv(NBGRADER_EXECUTION="autograde"):
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
        if self._autograde.create_student:
            self._gradebook.update_or_create_student(student)
        else:
            self._gradebook.find_student(student)
        handed_in = {"timestamp": timestamp} if timestamp else {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # about an order of nbgrader's own, to no effect
            self._gradebook.update_or_create_submission(lesson, student, **handed_in)

    def _copy_source(self, lesson: str, graded: Path) -> None:
        """Files that come with the lesson, in place of whatever the student made of them."""
        directory = self._autograde.coursedir
        source = Path(directory.format_path(directory.source_directory, ".", lesson))
        kept = self._autograde.exclude_overwriting.get(lesson, [])
        for found in find_all_files(str(source), [*directory.ignore, "*.ipynb"]):
            name = os.path.relpath(found, source)
            if name not in kept:
                (graded / name).parent.mkdir(parents=True, exist_ok=True)
                (graded / name).unlink(missing_ok=True)
                shutil.copy(found, graded / name)

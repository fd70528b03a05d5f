"""nbgrader's view of this repository: `solutions/` is its source, `lessons/` its release, our judge its executor."""

import os
import sys
from pathlib import Path

from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.preprocessors import ClearSolutions, Execute

from autograder.classroom.record.preprocessors import JudgeSubmission, MendCells, WriteMarks
from autograder.classroom.record.submitted import SubmissionExporter
from autograder.classroom.release.stub_solutions import StubSolutions

c = get_config()  # noqa: F821  (nbgrader puts it there)

# nbgrader calls its own `alembic` by name, which is not found where the environment is used without being activated.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])

c.CourseDirectory.course_id = "resnet50"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "lessons"
# Text masters lie beside their notebooks, and nbgrader would copy them, answers and all, into the release.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    ".git*",
    ".DS_Store",
    "*.py",
    "*.md",
]


def steps(converter, trait, old, *new):
    """nbgrader's own list of steps with ours in the place of `old`; the others may change with its version."""
    found = converter.class_traits()[trait].default()
    place = found.index(old)
    return [*found[:place], *new, *found[place + 1 :]]


c.GenerateAssignment.preprocessors = steps(GenerateAssignment, "preprocessors", ClearSolutions, StubSolutions)
c.Autograde.exporter_class = SubmissionExporter
c.Autograde.sanitize_preprocessors = [
    MendCells,
    *Autograde.class_traits()["sanitize_preprocessors"].default(),
]
c.Autograde.autograde_preprocessors = steps(
    Autograde, "autograde_preprocessors", Execute, JudgeSubmission, WriteMarks
)

"""How nbgrader's autograde reads a submission."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter

from autograder.classroom.submitted import read_submitted


class SubmissionExporter(NotebookExporter):
    """Reads with our reader, which takes what nbformat refuses or repairs at random, and refuses links."""

    def from_file(self, file_stream: Any, resources: Any = None, **more: Any) -> tuple[Any, Any]:
        """Convert the notebook of an open file; raises Unreadable, which nbgrader reports for this student alone."""
        return self.from_notebook_node(read_submitted(Path(file_stream.name)), resources, **more)

"""`course watch`: checking a file again each time it is saved."""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.course.catalogue import Exercise, Lesson
from autograder.reports.text import clean
from autograder.student import scores


def watch(lesson: Lesson, exercises: tuple[Exercise, ...], path: Path, console: Console) -> None:
    """Check `path` again each time it is saved, until interrupted."""
    from autograder.jail import Sandbox
    from autograder.jail.budget import Budget
    from autograder.judge.submissions import judge_submission
    from autograder.reading import Unreadable
    from autograder.reports import terminal
    from autograder.student.file_versions import versions

    console.print(f"Watching {path}. Save it to check again; Ctrl-C ends.", markup=False, highlight=False)
    try:
        with Sandbox(lesson) as sandbox:
            for version in versions(path):
                console.rule(Text(time.strftime("%H:%M:%S")))
                if isinstance(version, Unreadable):
                    console.print(clean(str(version)), markup=False, highlight=False)
                    continue
                judged = judge_submission(version, exercises, Budget.of(sandbox.limits), sandbox)
                terminal.render(judged, console)
                scores.record(path, judged.exercises)
    except KeyboardInterrupt:
        console.print("Ended.", markup=False)

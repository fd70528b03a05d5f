"""A file while somebody works on it: every version that was saved, once it can be read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from autograder.reading import Submission, Unreadable, read_submission

INTERVAL = 0.3  # seconds between two looks; polling sees every editor's way of saving, on every file system
PATIENCE = 2.0  # seconds that a file may be missing or half-written before that is worth a word


def versions(path: Path) -> Iterator[Submission | Unreadable]:
    """The file as it is now, then again each time its code has changed; why not, where it cannot be read.

    Saving without a change, or a change of outputs and text alone, gives nothing.
    """
    stamp: tuple[int, int, int] | None = (0, 0, 0)
    seen: tuple[str, ...] | None = None
    unread, since = True, 0.0
    while True:
        if (now := _stamp(path)) != stamp:
            stamp, unread, since = now, True, time.monotonic()
        if unread:
            try:
                submission = read_submission(path)
            except Unreadable as error:
                if time.monotonic() - since >= PATIENCE:
                    unread, seen = False, None
                    yield error
            else:
                unread = False
                if submission.cells != seen:
                    seen = submission.cells
                    yield submission
        time.sleep(INTERVAL)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes with every save, also where the editor puts a new file in the old one's place."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino

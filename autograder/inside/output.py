"""What a cell prints, kept up to a limit."""

from __future__ import annotations

import io
from typing import Any


class Kept(io.TextIOBase):
    """Takes the place of stdout or stderr; what is written beyond `limit` characters is dropped.

    Closing it does nothing: a cell that closes its output has no say over the next cell's.
    """

    encoding = "utf-8"

    def __init__(self, limit: int) -> None:
        self._pieces: list[str] = []
        self._left = max(0, limit)
        self.cut = False

    def write(self, text: str) -> int:
        """Keep what still fits of `text`; returns the length of all of it, as if it had been written."""
        if len(text) > self._left:
            self.cut = True
        if self._left:
            self._pieces.append(text[: self._left])
            self._left -= len(self._pieces[-1])
        return len(text)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set anything but `write`, which IPython replaces by one that keeps a copy of everything."""
        if name != "write":
            super().__setattr__(name, value)

    def fileno(self) -> int:
        """Of the process's own stderr, which leads nowhere: for what writes past Python, such as faulthandler."""
        return 2

    def writable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """Nothing: see above."""

    def text(self) -> str:
        """All that was kept."""
        return "".join(self._pieces)

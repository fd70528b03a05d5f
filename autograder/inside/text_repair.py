"""Text that every file and every terminal can hold."""

from __future__ import annotations


def without_surrogates(text: str) -> str:
    """The text with ? for every half of a character: JSON can hold those, and no file can."""
    return text.encode(errors="replace").decode()

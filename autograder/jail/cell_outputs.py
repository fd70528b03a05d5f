"""What a worker says its cells printed and showed, brought into the form that notebooks have."""

from __future__ import annotations

import json
import re
from typing import Any

from autograder.inside.session import MAX_OUTPUT

MAX_TEXT = 2 * MAX_OUTPUT  # the worker keeps less, but what it says it keeps is only a claim
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+(?:;[\w.=+ -]+)?")


def accepted(text: str) -> str:
    """The outputs of one cell as JSON text, with the fields that nbformat knows and no others.

    Raises:
        ValueError: it is not a list of outputs, or too long.
    """
    if len(text) > MAX_TEXT:
        raise ValueError("A cell's outputs are longer than what may be kept.")
    try:
        rows = json.loads(text)
    except RecursionError:
        raise ValueError("A cell's outputs are nested too deep.") from None
    if not isinstance(rows, list):
        raise ValueError("A cell's outputs are not a list.")
    return json.dumps([_output(row) for row in rows])


def _output(row: Any) -> dict[str, Any]:
    kind = row.get("output_type") if isinstance(row, dict) else None
    if kind == "stream" and row.get("name") in ("stdout", "stderr") and isinstance(row.get("text"), str):
        return {"output_type": kind, "name": row["name"], "text": _whole(row["text"])}
    if kind in ("display_data", "execute_result") and isinstance(row.get("data"), dict):
        data = {mime: _content(mime, value) for mime, value in row["data"].items() if _MIME.fullmatch(mime)}
        counted = {"execution_count": None} if kind == "execute_result" else {}
        return {"output_type": kind, "data": data, "metadata": {}, **counted}
    raise ValueError(f"A cell's output is of no kind that a notebook has: {str(kind)[:40]}.")


def _content(mime: str, value: Any) -> Any:
    """A value as nbformat wants it: text, or anything where the type is JSON."""
    if isinstance(value, str):
        return _whole(value)
    return json.loads(_whole(json.dumps(value, ensure_ascii=False))) if "json" in mime else str(value)


def _whole(text: str) -> str:
    """The text without halves of characters, which cannot be written to a file."""
    return text.encode(errors="replace").decode()

"""What a worker says its cells printed and showed, brought into nbformat's form; nothing else leaves the jail."""

from __future__ import annotations

import json
import re
from typing import Any

from autograder.inside.session import MAX_OUTPUT
from autograder.inside.text_repair import without_surrogates

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
    match row:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": without_surrogates(text)}
        case {"output_type": "display_data" | "execute_result" as kind, "data": dict(data)}:
            # What is no text is for programs in a browser, which no report shows.
            texts = {mime: without_surrogates(text) for mime, text in data.items() if isinstance(text, str)}
            kept = {mime: text for mime, text in texts.items() if _MIME.fullmatch(mime)}
            counted = {"execution_count": None} if kind == "execute_result" else {}
            return {"output_type": kind, "data": kept, "metadata": {}, **counted}
    kind = row.get("output_type") if isinstance(row, dict) else None
    raise ValueError(f"A cell's output is of no kind that a notebook has: {str(kind)[:40]}.")

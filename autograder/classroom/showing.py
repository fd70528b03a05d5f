"""What of a submission is shown in formgrader and in the feedback: pictures, tables and text, and nothing that acts.

Formgrader runs with the instructor's rights, so a script in a student's output would have them too.
"""

from __future__ import annotations

import json
import re
from typing import Any

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output

TAGS = [
    *(
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "col",
        "colgroup",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
    ),
    *(
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "kbd",
        "li",
        "ol",
        "p",
    ),
    *(
        "pre",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
    ),
    *("tr", "u", "ul"),
]
ATTRIBUTES = {
    "*": ["style", "class", "title", "role", "aria-label"],
    "img": ["src", "alt", "width", "height"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan", "scope"],
    "details": ["open"],
}
PLAIN_TAG = re.compile(rf"</?(?:{'|'.join(TAGS)})\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[a-z/!?][^>]*>?", re.IGNORECASE)
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
# What autograder.show writes. Taking it as it is saves the cleaner the picture's megabyte.
PICTURE = re.compile(
    r'<img src="data:image/png;base64,[A-Za-z0-9+/=]*" alt="[^"<>]*" style="max-width: 100%">'
)

_html = Cleaner(
    tags=TAGS, attributes=ATTRIBUTES, protocols=["data"], strip=True, css_sanitizer=CSSSanitizer()
)


def markdown(source: str) -> str:
    """A student's text cell: as it is where its HTML is plain, else cleaned, at the price of some `&lt;` in code."""
    return source if all(PLAIN_TAG.fullmatch(tag) for tag in TAG.findall(source)) else _html.clean(source)


def outputs(claimed: str) -> list[NotebookNode]:
    """The outputs of a cell from the JSON that the isolated process claims; what has another form is left out."""
    try:
        rows = json.loads(claimed)
    except (ValueError, RecursionError):
        return []
    found = (_output(row) for row in rows) if isinstance(rows, list) else ()
    return [output for output in found if output is not None]


def _output(row: Any) -> NotebookNode | None:
    match row:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return new_output("stream", name=name, text=_writable(text))
        case {"output_type": "display_data" | "execute_result" as kind, "data": dict(data)}:
            shown = {mime: _shown(mime, value) for mime, value in data.items()}
            kept = {mime: value for mime, value in shown.items() if value is not None}
            return new_output(kind, kept) if kept else None
    return None


def _shown(mime: str, value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    if mime == "text/plain":
        return _writable(value)
    if mime == "text/html":
        return value if PICTURE.fullmatch(value) else _html.clean(_writable(value))
    return value if mime in ("image/png", "image/jpeg") and BASE64.fullmatch(value) else None


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")  # JSON can hold what no file can

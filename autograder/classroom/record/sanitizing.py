"""What of a submission is shown in formgrader and in the feedback: pictures, tables and text, and nothing that acts.

Formgrader runs with the instructor's rights, so a script in a student's output would have them too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import nh3
from nbformat.notebooknode import NotebookNode, from_dict

MAX_HTML = 200_000  # characters, pictures apart: the time that a parser takes may grow with their square

# Links lead elsewhere; pandas writes table footers.
_TAGS = nh3.ALLOWED_TAGS - {"a", "area", "map"} | {"tfoot"}
_ATTRIBUTES = {tag: names - {"cite", "href"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
# These can neither load anything nor move a box over what the page itself says.
_STYLES = {
    *("background-color", "border", "border-collapse", "color", "font-style", "font-weight", "height"),
    *("max-width", "padding", "text-align", "text-decoration", "white-space", "width"),
}
_PLAIN_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_TAGS))})\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[a-z/!?][^>]*>?", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]*")


def _attribute(tag: str, name: str, value: str) -> str | None:
    return value if name != "src" or _PICTURE.fullmatch(value) else None


_html = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES | {"*": {"style", "title", "role", "aria-label"}, "details": {"open"}},
    attribute_filter=_attribute,
    # The page has classes that cover all of it.
    allowed_classes={"table": {"dataframe"}},
    filter_style_properties=_STYLES,
    url_schemes={"data"},
    url_relative="deny",
    link_rel=None,
)


def markdown(source: str) -> str:
    """A student's text cell: as it is where its HTML is plain, else cleaned, at the price of some `&lt;` in code."""
    plain = all(_PLAIN_TAG.fullmatch(tag) for tag in _TAG.findall(source))
    return source if plain else _clean(source)


def outputs(rows: Sequence[dict[str, Any]]) -> list[NotebookNode]:
    """A cell's outputs, in nbformat's form, without what acts; one of which nothing is left is left out."""
    found = []
    for row in rows:
        if "data" in row:
            shown = {mime: _shown(mime, value) for mime, value in row["data"].items()}
            row = {**row, "data": {mime: value for mime, value in shown.items() if value is not None}}
        if row.get("data") != {}:
            found.append(from_dict(row))
    return found


def _clean(page: str) -> str:
    return escape(page) if len(_PICTURE.sub("", page)) > MAX_HTML else _html.clean(page)


def _shown(mime: str, value: str) -> str | None:
    if mime == "text/plain":
        return value
    if mime == "text/html":
        return _clean(value)
    return value if mime in ("image/png", "image/jpeg") and _BASE64.fullmatch(value) else None

"""What cells print and show: nbformat's form when it leaves the jail, and nothing that acts where people look at it."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import nbformat
import pytest

from autograder.classroom.record import sanitizing
from autograder.jail import cell_outputs

HARMLESS_PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,")
FORBIDDEN_TAGS = {
    *("a", "applet", "area", "audio", "base", "button", "embed", "form", "frame", "iframe", "input", "link"),
    *("map", "math", "meta", "noscript", "object", "script", "source", "style", "svg", "template", "video"),
}
URLS = {
    "action",
    "background",
    "cite",
    "data",
    "formaction",
    "href",
    "poster",
    "srcdoc",
    "srcset",
    "xlink:href",
}


class Acting(HTMLParser):
    """Collects whatever of a page could run, load, send or cover something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN_TAGS:
            self.found.append(tag)
        for name, value in attrs:
            text = value or ""
            if name.startswith("on") or name in URLS or name in ("id", "name"):
                self.found.append(name)
            if name == "src" and not text.startswith(HARMLESS_PICTURES):
                self.found.append(f"src {text}")
            if name == "style" and any(word in text for word in ("url", "position", "margin", "fixed", "\\")):
                self.found.append(f"style {text}")
            if name == "class" and text != "dataframe":
                self.found.append(f"class {text}")


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<b\nonclick=alert(1)>x",
    "<details open ontoggle=alert(1)>x</details>",
    "<input autofocus onfocus=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)>x",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="https://example.org">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<img src="https://example.org/x.png">',
    '<img src="//example.org/x.png">',
    '<img src="x.png">',
    '<img srcset="https://example.org/x.png 2x">',
    "<picture><source srcset=https://example.org/x></picture>",
    '<img src="data:text/html,<script>alert(1)</script>">',
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    '<img src="data:image/png;base64,AA" id="a" name="body">',
    "<video poster=https://example.org/x></video>",
    '<p style="background: url(https://example.org/x)">x</p>',
    "<p style='list-style-image:url(//x)'>x</p>",
    '<p style="color: url(https://example.org/x)">x</p>',
    '<p style="border-image: url(x) 1">x</p>',
    '<div style="position: fixed; top: 0">x</div>',
    '<div style="color: red; /**/position: fixed">x</div>',
    '<div style="p\\6fsition: fixed">x</div>',
    '<div style="margin-top: -900px">x</div>',
    "<style>body { display: none }</style>",
    "<style>@import url(https://example.org/x)</style>",
    '<div class="modal-backdrop">x</div>',
    '<table class="dataframe modal"><tr><td>x</td></tr></table>',
    '<meta http-equiv="refresh" content="0; url=https://example.org">',
    '<base href="https://example.org">',
    '<form action="https://example.org"><button formaction=x>send</button></form>',
    "<link rel=stylesheet href=x>",
    '<iframe src="javascript:alert(1)">',
    '<iframe src="data:text/html,x">',
    '<iframe srcdoc="<b>x</b>">',
    '<object data="data:text/html,x"></object>',
    '<embed src="x">',
    '<blockquote cite="javascript:x">x</blockquote>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
]
# Python's parser, unlike a browser's, sees nothing in these.
DECEPTIVE = ["<scr<script>ipt>", "<!--><img src=x onerror=alert(1)>-->"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_attack_is_seen_as_one(attack: str) -> None:
    assert Acting(attack).found


@pytest.mark.parametrize("attack", ATTACKS + DECEPTIVE)
def test_nothing_acts_in_prose_or_in_what_a_cell_shows(attack: str) -> None:
    page = f"before {attack} after"
    (shown,) = sanitizing.outputs(
        [{"output_type": "display_data", "data": {"text/html": page}, "metadata": {}}]
    )
    for cleaned in (sanitizing.markdown(page), shown.data["text/html"]):
        assert cleaned.startswith("before ")
        assert Acting(cleaned).found == [], cleaned


@pytest.mark.parametrize(
    "prose",
    ["a < b, `x > y` & so on", "> a quotation\n\n<details><summary>s</summary>\n\nt</details>"],
)
def test_plain_prose_stays_as_it_is(prose: str) -> None:
    assert sanitizing.markdown(prose) == prose


@pytest.mark.parametrize(
    "claimed",
    [
        *("", "{", "null", "{}", "[1, null, []]", '[{"output_type": "error"}]', "[" * 100_000),
        *(
            '[{"output_type": "stream", "name": "elsewhere", "text": "x"}]',
            '[{"output_type": "display_data"}]',
        ),
        *('[{"output_type": "stream", "name": "stdout", "text": 1}]', " " * (cell_outputs.MAX_TEXT + 1)),
    ],
    ids=range(11),
)
def test_outputs_of_another_form_do_not_leave_the_jail(claimed: str) -> None:
    with pytest.raises(ValueError, match=r"A cell's output|Expecting"):
        cell_outputs.accepted(claimed)


def test_outputs_leave_the_jail_as_nbformat_has_them() -> None:
    rows = [
        {"output_type": "stream", "name": "stdout", "text": "<b>\ud800", "more": 1},
        {
            "output_type": "display_data",
            "data": {"text/plain": "\ud800", "text/x": {"a": 1}},
            "metadata": {"x": 1},
        },
        {"output_type": "display_data", "data": {"no mime": "x", "application/json": {"a": 1}}},
        {"output_type": "execute_result", "data": {"text/html": "<b>x</b>"}, "execution_count": "many"},
    ]
    accepted = json.loads(cell_outputs.accepted(json.dumps(rows)))
    assert accepted == [
        {"output_type": "stream", "name": "stdout", "text": "<b>?"},
        {"output_type": "display_data", "data": {"text/plain": "?"}, "metadata": {}},
        {"output_type": "display_data", "data": {}, "metadata": {}},
        {
            "output_type": "execute_result",
            "data": {"text/html": "<b>x</b>"},
            "metadata": {},
            "execution_count": None,
        },
    ]
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(row) for row in accepted])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_what_is_looked_at_keeps_text_pictures_and_tables_and_loses_what_acts() -> None:
    picture = '<img src="data:image/png;base64,AAAA" alt="A &quot;plot&quot;" style="max-width:100%">'
    table = '<table class="dataframe" border="1"><tbody><tr{}><td>1</td></tr></tbody></table>'
    data = [
        {"text/html": picture, "text/plain": "alt"},
        {"text/html": table.format(' onclick="alert(1)"') + "<script>alert(1)</script>"},
        {"image/png": "AA==", "image/svg+xml": "<svg/>", "text/latex": "$"},
        {"image/png": '"><script>', "application/javascript": "alert(1)"},
    ]
    rows = [{"output_type": "display_data", "data": shown, "metadata": {}} for shown in data]
    stream = {"output_type": "stream", "name": "stdout", "text": "<b>"}
    found = sanitizing.outputs([stream, *rows])
    assert found[0] == stream
    assert [output.data for output in found[1:]] == [
        {"text/html": picture, "text/plain": "alt"},
        {"text/html": table.format("").replace('"dataframe" border="1"', '"dataframe"')},
        {"image/png": "AA=="},
    ]


def test_a_page_that_would_take_a_parser_minutes_is_shown_as_text() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(1_000_000))
    page = f"<b {attributes} onclick=alert(1)>x</b>"
    assert sanitizing.markdown(page).startswith("&lt;b a0=1 ")
    row = {"output_type": "display_data", "data": {"text/html": page}, "metadata": {}}
    assert Acting(sanitizing.outputs([row])[0].data["text/html"]).found == []


def test_a_large_picture_is_no_long_page() -> None:
    picture = f'<img src="data:image/jpeg;base64,{"A" * 2**21}">'
    row = {"output_type": "display_data", "data": {"text/html": picture}, "metadata": {}}
    assert sanitizing.outputs([row])[0].data == {"text/html": picture}

"""Text that wants to be more than text, wherever it is shown."""

from __future__ import annotations

from hostile.case import ERROR, PASSED, RIGHT, RIGHT_SCORE, Case, forward


def _says(name: str, tries: str, message: str) -> Case:
    """Raises an exception with this message, given as the code of an expression."""
    return Case(name, tries, (forward(f"raise ValueError({message})"),), ERROR | PASSED)


def _shows(name: str, tries: str, cell: str) -> Case:
    return Case(name, tries, (RIGHT, cell), PASSED, RIGHT_SCORE)


TEXTS = (
    _says(
        "escape_sequences",
        "clears the terminal and sets its title",
        r"'\x1b[2J\x1b]0;owned\x07\x9b31m\rpassed'",
    ),
    _says(
        "html",
        "a script in an exception",
        "'</pre></div><script>alert(1)</script><img src=x onerror=alert(1)>'",
    ),
    _says(
        "markup",
        "Rich's markup and links",
        "'[bold green]passed[/] [link=file:///etc/passwd]x[/link] :smile:'",
    ),
    _says("direction", "text that runs backwards and hides", r"'\u202edessap\u2066\u200f\ufeff\u2028'"),
    _says(
        "forged_report",
        "lines that look like a report's own",
        r"'\n✓ the output for a new batch\n04.identity_block   10 of 10\n'",
    ),
    _says("gigantic_message", "a message of 50 MB", "'x' * 50_000_000"),
    _says("half_characters", "halves of characters, which no file can hold", r"'\ud800\udfff'"),
    _says("null_bytes", "null bytes", r"'\x00' * 100"),
    Case(
        "silent_exception",
        "an exception whose message cannot be read",
        (
            forward(
                """
                class Silent(Exception):
                    def __str__(self): raise SystemExit
                    __repr__ = __str__
                raise Silent
                """
            ),
        ),
        ERROR | PASSED,
    ),
    Case(
        "silent_exception_in_cell",
        "an exception whose message cannot be read, in a cell",
        (
            RIGHT,
            "class Silent(Exception):\n    def __str__(self): raise KeyboardInterrupt\nraise Silent",
        ),
        PASSED,
        RIGHT_SCORE,
    ),
    Case(
        "named_exception",
        "an exception whose name is markup",
        (forward(r"raise type('<b>\x1b[2J[red]', (Exception,), {})('x')"),),
        ERROR | PASSED,
    ),
    _shows(
        "shown_everything",
        "displays of types and values that no notebook has",
        r"""
        display({"text/html": 5, "text/plain": b"bytes", "image/png": object(), "no mime": "x"}, raw=True)
        display({"application/json": {"deep": [1, {"x": "\ud800"}]}, "text/plain": "\ud800"}, raw=True)
        print("\ud800\x1b[2J\x00")
        """,
    ),
    _shows(
        "shown_script",
        "a script in an output",
        """
        from IPython.display import HTML, Javascript
        display(HTML('<script>alert(1)</script>'), Javascript('alert(1)'))
        """,
    ),
    _shows(
        "raising_display",
        "objects that raise when they are shown",
        """
        class Raising:
            def __repr__(self): raise SystemExit
            _repr_html_ = _repr_png_ = __str__ = __repr__
        display(Raising())
        Raising()
        """,
    ),
)

"""No link inside the repository leads nowhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from conftest import ROOT

LINK = re.compile(r"\]\((?:<([^>]+)>|([^)\s]+))(?:\s+\"[^\"]*\")?\)|(?:src|href)=\"([^\"]+)\"")


def documents() -> list[str]:
    """Markdown files and notebooks of the repository; of lessons, what students read."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md", "*.ipynb"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(set(listed.stdout.splitlines()))


def prose(path: Path) -> str:
    """What is shown as Markdown, without code."""
    if path.suffix == ".ipynb":
        cells = nbformat.read(path, as_version=4).cells
        text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    else:
        text = path.read_text(encoding="utf-8")
    text = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors(path: Path) -> set[str]:
    """The fragments that GitHub and Jupyter make of the headings."""
    headings = re.findall(r"^#+ +(.+?)\s*$", prose(path), re.MULTILINE)
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {word.replace(" ", "-") for word in words}


def dead_links(path: Path) -> list[str]:
    dead = []
    for found in LINK.findall(prose(path)):
        link = next(filter(None, found))
        if re.match(r"[a-z]+:", link):
            continue  # elsewhere, or a picture in the text itself
        place, _, fragment = unquote(link).partition("#")
        target = path.parent / place if place else path
        if not target.exists() or (fragment and fragment.lower() not in anchors(target)):
            dead.append(link)
    return dead


@pytest.mark.parametrize("name", documents())
def test_every_link_leads_somewhere(name: str) -> None:
    assert dead_links(ROOT / name) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A heading\n[a](#a-heading) [b](#none) [c](other.md) [d](page.md) [e](https://x.y) [f](<a b.md>)\n"
        "`[code](nowhere.md)`\n```\n[more](nowhere.md)\n```\n![picture](p.png)\n"
    )
    assert dead_links(page) == ["#none", "other.md", "a b.md", "p.png"]

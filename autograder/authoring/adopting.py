"""A dispute that was right becomes an entry of the bank, so that no later judge makes the mistake again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.judge.bank import FOLDER, Written, misconceptions
from autograder.judge.disputes import Dispute


class AdoptionError(ValueError):
    """The dispute cannot become an entry as it is."""


@dataclass(frozen=True)
class Naming:
    """What an entry needs besides the code; `cause`, `question` and `reread` for wrong code alone."""

    id: str
    cause: str = ""
    question: str = ""
    reread: str = ""


def adopt(dispute: Dispute, naming: Naming, bank: Path = FOLDER) -> list[Path]:
    """Write the entry; returns the files written. Raises AdoptionError."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", naming.id):
        raise AdoptionError(
            f"{naming.id!r} is no name for an entry; use small letters and dashes below, as no_shortcut."
        )
    folder = bank / dispute.exercise
    code = "\n\n".join(_plain(cell) for cell in dispute.cells).strip() + "\n"
    if dispute.claim == "right":
        return [_written(folder / f"{naming.id}.py", f'"""{dispute.why}"""\n\n{code}')]
    try:
        entry = Written(naming.id, naming.cause, naming.question, naming.reread, file=naming.id)
    except ValueError as error:
        raise AdoptionError(f"The entry {error}") from None
    if any(known.id == naming.id for known in misconceptions(dispute.exercise)):
        raise AdoptionError(f"{dispute.exercise} has a misconception {naming.id!r}. Take another name.")
    file = _written(folder / "wrong" / f"{naming.id}.py", code)
    table = folder / "misconceptions.toml"
    rows = {
        "id": entry.id,
        "cause": entry.cause,
        "question": entry.question,
        "reread": entry.reread,
        "file": entry.file,
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in rows.items()]
    with table.open("a", encoding="utf-8") as end:
        end.write("\n[[misconception]]\n" + "\n".join(lines) + "\n")
    return [file, table]


def _plain(cell: str) -> str:
    """A cell without the lines that only a notebook understands."""
    return "\n".join(line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!")))


def _written(path: Path, text: str) -> Path:
    if path.exists():
        raise AdoptionError(f"{path} is there already. Take another name.")
    try:
        compile(text, str(path), "exec")
    except SyntaxError as error:
        raise AdoptionError(f"The code does not compile: {error}.") from None
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path

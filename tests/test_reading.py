"""Reading what was handed in: any version of a notebook, and a sentence for what is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autograder.inside.wire import MAX_BYTES, encode
from autograder.reading import (
    MAX_CODE_BYTES,
    MAX_MODULE_BYTES,
    MAX_MODULES,
    Unreadable,
    code_cells,
    modules_beside,
    read_notebook,
    read_submission,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "student.ipynb"


def read(path: Path, notebook: Any) -> Any:
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return read_notebook(path)


def test_code_cells_come_in_order_whatever_the_version(path: Path) -> None:
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    text = {"cell_type": "markdown", "metadata": {}, "source": "x"}
    for minor in (0, 5, 99):
        cells = [code | {"source": ["a = 1\n", "b"]}, text, code | {"source": "c"}]
        found = read(path, {"nbformat": 4, "nbformat_minor": minor, "metadata": {}, "cells": cells})
        assert code_cells(found) == ("a = 1\nb", "c")
    three = [
        {"cell_type": "code", "input": s, "language": "python", "outputs": []} for s in ("a", ["b\n", "c"])
    ]
    found = read(path, {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": three}]})
    assert code_cells(found) == ("a", "b\nc")


def test_nothing_of_a_notebook_but_its_text_comes_through(path: Path) -> None:
    cell = {
        "cell_type": "code",
        "id": "not a valid id",
        "source": "1",
        "outputs": [{"output_type": "error", "ename": "Forged"}],
        "metadata": {"deletable": False, "nbgrader": {"points": 3}},
    }
    found = read(
        path, {"nbformat": 4, "metadata": {"kernelspec": {"name": "bash", "deep": {}}}, "cells": [cell]}
    )
    (read_cell,) = found["cells"]
    assert read_cell["outputs"] == []
    assert read_cell["metadata"] == {"nbgrader": {"points": 3}}
    assert read_cell["id"] == "cell-0"
    assert found["metadata"] == {"kernelspec": {"name": "bash"}}


def test_an_answer_turned_into_text_is_code_again(path: Path) -> None:
    cell = {"cell_type": "markdown", "source": "x = 1", "metadata": {"nbgrader": {"solution": True}}}
    assert code_cells(read(path, {"nbformat": 4, "cells": [cell]})) == ("x = 1",)


@pytest.mark.parametrize(
    "notebook",
    [
        *([], {}, "text", None, {"cells": []}, {"nbformat": 5, "cells": []}, {"nbformat": 4, "cells": {}}),
        *({"nbformat": 4, "cells": [1]}, {"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}),
        {"nbformat": 4, "cells": [{"cell_type": "code"}]},
    ],
)
def test_what_is_no_notebook_is_said_to_be_none(notebook: Any, path: Path) -> None:
    with pytest.raises(Unreadable, match="Open it in Jupyter and save it again"):
        read(path, notebook)


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    large = tmp_path / "large.ipynb"
    with large.open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(Unreadable, match="more than 100 MB"):
        read_submission(large)
    (tmp_path / "folder.ipynb").mkdir()
    for name in ("folder.ipynb", "nowhere.ipynb", "nowhere.py", "nowhere"):
        with pytest.raises(Unreadable, match="There is no file"):
            read_submission(tmp_path / name)
    (tmp_path / "text.txt").write_text("x")
    with pytest.raises(Unreadable, match="neither a notebook"):
        read_submission(tmp_path / "text.txt")


@pytest.mark.parametrize("letter", ["a", "\x01", "é", "\N{GRINNING FACE}"])
def test_as_much_code_as_can_be_read_can_travel(letter: str, tmp_path: Path) -> None:
    script, room = tmp_path / "student.py", MAX_CODE_BYTES // len(letter.encode())
    script.write_text(letter * (room + 1))
    with pytest.raises(Unreadable, match="Put data into files"):
        read_submission(script)
    script.write_text(letter * room)
    (cell,) = read_submission(script).cells
    assert len(encode({"do": "run", "cell": cell})) < MAX_BYTES


def test_a_byte_order_mark_is_no_part_of_a_script(tmp_path: Path) -> None:
    script = tmp_path / "student.py"
    script.write_bytes(b"\xef\xbb\xbfx = 1\n")
    assert read_submission(script).cells == ("x = 1\n",)


def test_python_files_beside_a_notebook_come_with_it(path: Path) -> None:
    read(path, {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []})
    (path.parent / "helper.py").write_text("x = 'ä'", encoding="utf-8")
    (path.parent / "04_no_name.py").write_text("no import can mean this")
    (path.parent / "latin.py").write_bytes(b"\xe4")
    (path.parent / "folder.py").mkdir()
    (path.parent / "link.py").symlink_to(path)
    assert read_submission(path).modules == (("helper.py", "x = 'ä'"),)
    script = path.with_name("helper.py")
    assert read_submission(script).modules == ()


def test_too_many_or_too_long_ones_are_no_helpers(path: Path) -> None:
    for number in range(MAX_MODULES):
        (path.parent / f"m{number}.py").write_text("")
    assert len(modules_beside(path)) == MAX_MODULES
    (path.parent / "one_more.py").write_text("")
    assert modules_beside(path) == ()
    for file in path.parent.glob("m*.py"):
        file.unlink()
    (path.parent / "one_more.py").write_text("#" * MAX_MODULE_BYTES)
    assert len(modules_beside(path)) == 1
    (path.parent / "two.py").write_text("#")
    assert modules_beside(path) == ()

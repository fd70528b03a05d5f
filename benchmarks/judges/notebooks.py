"""A solution as the notebook that a student hands in."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.judges.solutions import Solution

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def code(source: str, number: int | str, **metadata: Any) -> dict[str, Any]:
    """A code cell that has not run."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"cell-{number}",
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def notebook(cells: list[dict[str, Any]]) -> str:
    """A notebook's file, in ASCII, so that it can hold any solution."""
    content = {"cells": cells, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content)


def plain(solution: Solution) -> str:
    """A solution's cells and no others."""
    return notebook([code(source, number) for number, source in enumerate(solution.cells)])

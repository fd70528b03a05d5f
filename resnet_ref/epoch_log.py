"""What a training run writes down of each epoch."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any


class EpochLog:
    """One row per epoch, in a CSV file, on the terminal and, if asked for, in TensorBoard."""

    def __init__(self, path: Path, tensorboard: bool = False) -> None:
        """Write to `path`, and with `tensorboard` to a folder beside it.

        Raises:
            ValueError: TensorBoard is not installed.
        """
        self.path = path
        self.rows: list[dict[str, Any]] = []
        self.board = _tensorboard(path.parent / "tensorboard") if tensorboard else None

    def keep(self, epochs: int) -> None:
        """Take up the rows of the first `epochs` that are in the file."""
        if self.path.is_file():
            with self.path.open(newline="") as file:
                self.rows = [row for row in csv.DictReader(file) if int(row["epoch"]) <= epochs]

    def add(self, row: dict[str, Any]) -> None:
        """Write `row` too; a crash leaves the rows before it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.rows.append(row)
        partial = self.path.with_name(f".{self.path.name}.partial")
        with partial.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerows(self.rows)
        os.replace(partial, self.path)
        if self.board is not None:
            for key in row.keys() - {"epoch"}:
                self.board.add_scalar(key, row[key], row["epoch"])
            self.board.flush()
        print("  ".join(f"{key} {round(value, 4)}" for key, value in row.items()), flush=True)


def _tensorboard(folder: Path) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        raise ValueError("--tensorboard needs it installed: pip install tensorboard.") from error
    return SummaryWriter(folder)

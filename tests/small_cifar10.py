"""A set in the official binary layout, small enough for tests, whose MD5s stand in for the published ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from resnet_ref.cifar10 import OFFICIAL_MD5

PER_BATCH = 40


def small_batches(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """File name -> bytes. Every image has one colour, which tells its number (`numbers_of`), and label number % 10.

    Training images are numbered from 0, test images go on from there.
    """
    batches = {}
    for batch, name in enumerate(OFFICIAL_MD5):
        numbers = np.arange(batch * PER_BATCH, (batch + 1) * PER_BATCH)
        colours = np.stack([numbers // 16 + 1, numbers % 16 + 1, numbers * 0 + 255], axis=1).astype(np.uint8)
        labels = (numbers % 10).astype(np.uint8)
        batches[name] = np.concatenate([labels[:, None], colours.repeat(1024, axis=1)], axis=1).tobytes()
        monkeypatch.setitem(OFFICIAL_MD5, name, hashlib.md5(batches[name]).hexdigest())
    return batches


def write_batches(batches: dict[str, bytes], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in batches.items():
        (folder / name).write_bytes(content)
    return folder

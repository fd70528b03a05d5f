"""CIFAR-10 as uint8 tensors, from the sample that comes with the course or from the full set.

Given to students: what to do with the pixels is lesson 01's business, not this file's.

Source: Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images"; resnet_ref/data/README.md.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader

from resnet_ref.shapes import require_positive

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
IMAGE_SHAPE = (3, 32, 32)

SAMPLE = Path(__file__).parent / "data"
SAMPLE_CHECKSUMS = "checksums.json"
RESTORE_SAMPLE = (
    "Restore it with `git checkout resnet_ref/data` or by installing the course again, or get the full set "
    "with `course data fetch`."
)

OFFICIAL_FOLDER = "cifar-10-batches-bin"
# MD5 of every batch of the official binary version. A record is a label byte, then 3072 bytes of planar RGB.
OFFICIAL_MD5 = {
    "data_batch_1.bin": "5dd7e06a14cb22eb9f671a540d1b7c25",
    "data_batch_2.bin": "5ea93a67294ea407fff1d09f752e9692",
    "data_batch_3.bin": "942cd6a4bcdd0dd3c604fbe906cb4421",
    "data_batch_4.bin": "ae636b3ba5c66a11e91e8cb52e771fcb",
    "data_batch_5.bin": "53f37980c15c3d472c316c40844f3f0d",
    "test_batch.bin": "803d5f7f4d78ea53de84dbe85f74fb6d",
}
RECORD_BYTES = 1 + 3 * 32 * 32


@dataclass(frozen=True)
class LoaderConfig:
    """Where the images come from and how they are served.

    Args:
        data_dir: None is the bundled sample, 5,000 training and 2,000 test images. The full set is
            `LoaderConfig(data_dir=fetch_cifar10())` with `resnet_ref.fetch.fetch_cifar10`, or the folder that
            `course data fetch` prints.
        batch_size: images per batch, N.
        num_workers: processes that prepare batches; 0 prepares them in this one.
        seed: fixes the split into training and validation, and the order of the training images.
        val_fraction: part of the training images set aside for validation, 0 or more and less than 1.

    Raises:
        TypeError, ValueError: a field has another type or lies outside its range.
    """

    data_dir: str | Path | None = None
    batch_size: int = 128
    num_workers: int = 0
    seed: int = 0
    val_fraction: float = 0.1

    def __post_init__(self) -> None:
        if not isinstance(self.data_dir, str | Path | None):
            raise TypeError(
                f"data_dir must be a folder or None (the bundled sample), not {type(self.data_dir).__name__}."
            )
        require_positive(batch_size=self.batch_size)
        for name, value in (("num_workers", self.num_workers), ("seed", self.seed)):
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
                raise ValueError(f"{name} must be a whole number of at least 0, and this is {value!r}.")
        fraction = self.val_fraction
        if isinstance(fraction, bool) or not isinstance(fraction, float | int) or not 0 <= fraction < 1:
            raise ValueError(
                f"val_fraction must be at least 0 and less than 1, for example 0.1, and this is {fraction!r}."
            )


ImageLoader = DataLoader[tuple[torch.Tensor, torch.Tensor]]


class Loaders(NamedTuple):
    """Three loaders of batches: images float32 [N, 3, 32, 32], labels int64 [N]."""

    train: ImageLoader
    val: ImageLoader
    test: ImageLoader


def read_split(cfg: LoaderConfig, train: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """All images of the official training split, or of the test split, in the official order.

    Returns:
        images uint8 [N, 3, 32, 32], RGB; labels int64 [N], indices into `CLASSES`.

    Raises:
        FileNotFoundError: `cfg.data_dir` does not exist, holds no CIFAR-10, or lacks a file of it.
        ValueError: a file is truncated or was changed: its checksum is not the recorded one.
    """
    folder = SAMPLE if cfg.data_dir is None else Path(cfg.data_dir).expanduser()
    if not folder.is_dir():
        raise FileNotFoundError(
            f"There is no folder {folder}. Leave data_dir out to use the bundled sample, or get the full set "
            "with `course data fetch`."
        )
    if cfg.data_dir is None or (folder / SAMPLE_CHECKSUMS).is_file():
        return _read_sample(folder, "train" if train else "test")
    names = [name for name in OFFICIAL_MD5 if name.startswith("test") != train]
    batches = [
        np.frombuffer(read_official_batch(path), np.uint8).reshape(-1, RECORD_BYTES)
        for path in _official_files(folder, names)
    ]
    images = np.concatenate([records[:, 1:] for records in batches]).reshape(-1, *IMAGE_SHAPE)
    labels = np.concatenate([records[:, 0] for records in batches]).astype(np.int64)
    return torch.from_numpy(images), torch.from_numpy(labels)


def read_official_batch(path: Path) -> bytes:
    """The bytes of one official batch, [10000, 3073], once its MD5 is the published one.

    Raises:
        FileNotFoundError, ValueError: as `read_split`.
    """
    content = path.read_bytes()
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != OFFICIAL_MD5[path.name]:
        raise ValueError(
            f"{path} is truncated or was changed: its {len(content):,} bytes do not have the MD5 of the "
            "official file. Get it again with `course data fetch`."
        )
    return content


def _official_files(folder: Path, names: list[str]) -> list[Path]:
    """Paths of the batches `names` in `folder` or its cifar-10-batches-bin, all of which exist."""
    home = folder / OFFICIAL_FOLDER if (folder / OFFICIAL_FOLDER).is_dir() else folder
    missing = [name for name in names if not (home / name).is_file()]
    if not missing:
        return [home / name for name in names]
    if any((home / name).is_file() for name in OFFICIAL_MD5):
        raise FileNotFoundError(
            f"{home} lacks {', '.join(missing)}. Complete the set with `course data fetch`."
        )
    if any((python / "data_batch_1").is_file() for python in (folder, folder / "cifar-10-batches-py")):
        raise FileNotFoundError(
            f"{folder} holds the Python version of CIFAR-10. Its files are pickles, which can run any code "
            "when they are opened, so only the binary version is read: get it with `course data fetch`."
        )
    raise FileNotFoundError(
        f"{folder} holds no CIFAR-10: neither data_batch_1.bin nor a folder {OFFICIAL_FOLDER} is in it. "
        "Get the full set with `course data fetch`, or leave data_dir out to use the bundled sample."
    )


def _read_sample(folder: Path, split: str) -> tuple[torch.Tensor, torch.Tensor]:
    """`split` of a folder that resnet_ref/data/draw_sample.py wrote, as `read_split`."""
    checksums = folder / SAMPLE_CHECKSUMS
    try:
        sha256 = json.loads(_read(checksums))[split]
        table, *mosaics = [(folder / name, sha256[name]) for name in sha256]
    except (LookupError, TypeError, ValueError) as error:
        raise _changed(checksums) from error
    labels = np.loadtxt(io.BytesIO(_read_checked(*table)), np.int64, delimiter=",", skiprows=1, usecols=1)
    images = np.concatenate([_read_tiles(_read_checked(*mosaic)) for mosaic in mosaics])
    if len(images) != len(labels):
        raise _changed(checksums)
    return torch.from_numpy(images), torch.from_numpy(labels)


def _read_checked(path: Path, sha256: str) -> bytes:
    content = _read(path)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise _changed(path)
    return content


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing. {RESTORE_SAMPLE}")
    return path.read_bytes()


def _changed(path: Path) -> ValueError:
    return ValueError(f"{path} is truncated or was changed since the sample was drawn. {RESTORE_SAMPLE}")


def _read_tiles(mosaic: bytes) -> np.ndarray:
    """The images of a mosaic, row by row: uint8 [N, 3, 32, 32]."""
    pixels = np.asarray(Image.open(io.BytesIO(mosaic), formats=["WEBP"]))
    rows, columns = pixels.shape[0] // 32, pixels.shape[1] // 32
    tiles = pixels.reshape(rows, 32, columns, 32, 3).transpose(0, 2, 4, 1, 3)
    return tiles.reshape(-1, *IMAGE_SHAPE)

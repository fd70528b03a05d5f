"""Carry CIFAR-10 to a machine that reaches no server: 180 MB of official files as 102 MB of lossless WebP.

    python benchmarks/pack_cifar10.py pack FOLDER PACKED     # six mosaics of 17 MB, six files of labels
    python benchmarks/pack_cifar10.py unpack PACKED FOLDER   # whichever of them are there

Unpacked files are the official ones, byte for byte, or an error says otherwise.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from resnet_ref.cifar10 import OFFICIAL_MD5, RECORD_BYTES, read_official_batch

SIDE = 100  # tiles in a row and in a column


def pack(source: Path, target: Path, name: str) -> None:
    records = np.frombuffer(read_official_batch(source / name), np.uint8).reshape(-1, RECORD_BYTES)
    tiles = records[:, 1:].reshape(SIDE, SIDE, 3, 32, 32).transpose(0, 3, 1, 4, 2)
    mosaic = Image.fromarray(tiles.reshape(32 * SIDE, 32 * SIDE, 3))
    mosaic.save((target / name).with_suffix(".webp"), lossless=True, quality=100, method=6)
    (target / name).with_suffix(".labels").write_bytes(records[:, 0].tobytes())


def unpack(source: Path, target: Path, name: str) -> None:
    pixels = np.asarray(Image.open((source / name).with_suffix(".webp"), formats=["WEBP"]))
    images = pixels.reshape(SIDE, 32, SIDE, 32, 3).transpose(0, 2, 4, 1, 3).reshape(SIDE * SIDE, -1)
    labels = np.frombuffer((source / name).with_suffix(".labels").read_bytes(), np.uint8)
    (target / name).write_bytes(np.hstack([labels[:, None], images]).tobytes())
    read_official_batch(target / name)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("direction", choices=("pack", "unpack"))
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    options.target.mkdir(parents=True, exist_ok=True)
    suffix = ".bin" if options.direction == "pack" else ".webp"
    names = [name for name in OFFICIAL_MD5 if (options.source / name).with_suffix(suffix).is_file()]
    if not names:
        parser.error(f"{options.source} holds nothing to {options.direction}.")
    convert = {"pack": pack, "unpack": unpack}[options.direction]
    with ProcessPoolExecutor() as pool:
        list(pool.map(partial(convert, options.source, options.target), names))
    print(f"{len(names)} of {len(OFFICIAL_MD5)} files in {options.target}.")


if __name__ == "__main__":
    main()

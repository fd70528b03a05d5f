"""Draw the bundled sample out of the full set: `python -m resnet_ref.data.draw_sample` takes minutes.

The official images of each split are shuffled once, and the first 500 (training) or 200 (test) of every class
are kept, in the official order. Python promises `random.Random(SEED).random()` for good, so the images drawn
never change; the bytes of the WebP files may, with another libwebp.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from resnet_ref.cifar10 import CLASSES, SAMPLE, SAMPLE_CHECKSUMS, LoaderConfig, read_split
from resnet_ref.fetch import fetch_cifar10

SEED = 2009
PER_CLASS = {"train": 500, "test": 200}
MOSAICS = {"train": 4, "test": 2}  # keeps every file near 2 MB
COLUMNS = 25


def draw(labels: np.ndarray, per_class: int) -> np.ndarray:
    """Official indices, ascending, of `per_class` images of every class; labels is int64 [N]."""
    rng = random.Random(SEED)
    shuffled = np.array(sorted(range(len(labels)), key=lambda _: rng.random()))
    kept = [shuffled[labels[shuffled] == label][:per_class] for label in range(len(CLASSES))]
    return np.sort(np.concatenate(kept))


def tile(images: np.ndarray) -> Image.Image:
    """One mosaic of uint8 [N, 3, 32, 32], row by row, `COLUMNS` images wide."""
    rows = len(images) // COLUMNS
    pixels = images.reshape(rows, COLUMNS, 3, 32, 32).transpose(0, 3, 1, 4, 2)
    return Image.fromarray(pixels.reshape(rows * 32, COLUMNS * 32, 3))


def write_sample(full_set: Path, folder: Path) -> None:
    """Write the mosaics, the tables of official indices and labels, and the checksums of all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    checksums: dict[str, dict[str, str]] = {}
    for split, per_class in PER_CLASS.items():
        images, labels = (part.numpy() for part in read_split(LoaderConfig(full_set), train=split == "train"))
        indices = draw(labels, per_class)
        lines = ["index,label", *(f"{index},{labels[index]}" for index in indices)]
        files = {f"{split}.csv": ("\n".join(lines) + "\n").encode()}
        for number, part in enumerate(tqdm(np.split(indices, MOSAICS[split]), desc=split)):
            path = folder / f"{split}_{number}.webp"
            tile(images[part]).save(path, lossless=True, quality=100, method=6, exact=True)
            files[path.name] = path.read_bytes()
        (folder / f"{split}.csv").write_bytes(files[f"{split}.csv"])
        checksums[split] = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    (folder / SAMPLE_CHECKSUMS).write_text(json.dumps(checksums, indent=2) + "\n", "utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the bundled sample out of the full CIFAR-10.")
    parser.add_argument("--full-set", type=Path, help="folder of the official files; fetched by default")
    parser.add_argument(
        "--out", type=Path, default=SAMPLE, help="folder to write to; resnet_ref/data by default"
    )
    arguments = parser.parse_args()
    write_sample(arguments.full_set or fetch_cifar10(), arguments.out)


if __name__ == "__main__":
    main()

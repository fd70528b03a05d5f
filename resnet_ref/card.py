"""The card of the trained weights that ship: `python -m resnet_ref.card` works its figures out again.

It evaluates resnet_ref/weights/resnet50_w16_cifar10.safetensors on the bundled 2,000 test images and, where the full
set was fetched, on all 10,000, and says whether they are the figures of the card. With --write it writes them, the
card (README.md beside the weights) and the pictures of docs/pictures.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader, TensorDataset

from resnet_ref.augment import plain_batches
from resnet_ref.cifar10 import CLASSES, OFFICIAL_FOLDER, LoaderConfig, read_split
from resnet_ref.evaluation import (
    collect_predictions,
    confusion_matrix,
    plot_confusion_matrix,
    visualize_test_predictions,
)
from resnet_ref.fetch import cache_folder, is_complete
from resnet_ref.figures import new_figure
from resnet_ref.gradcam import show_gradcam_grid
from resnet_ref.inspection import show_feature_maps, show_first_conv_filters
from resnet_ref.network import ResNet50, count_parameters
from resnet_ref.pretrained import CIFAR10, FOLDER, read_weights

FIGURES, CARD = FOLDER / "figures.json", FOLDER / "README.md"
PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
TOLERANCE = 0.0005  # another processor rounds otherwise, which can turn a handful of 10,000 answers


def evaluate(data_dir: Path | None) -> dict[str, Any]:
    """Accuracy of the shipped weights on the test images of `data_dir`, in all and of each class."""
    targets, predictions = _predict(data_dir)
    per_class = confusion_matrix(targets, predictions, len(CLASSES), normalize=True).diagonal().tolist()
    return {
        "images": len(targets),
        "top1": (targets == predictions).double().mean().item(),
        "per_class": {name: round(share, 4) for name, share in zip(CLASSES, per_class, strict=True)},
    }


def _predict(data_dir: Path | None) -> tuple[torch.Tensor, torch.Tensor]:
    images, labels = read_split(LoaderConfig(data_dir=data_dir), train=False)
    _, _, about = read_weights(CIFAR10)
    batches = plain_batches(images, labels, about["mean"], about["std"], batch_size=500)
    targets, predictions, _ = collect_predictions(ResNet50.from_pretrained(), batches)
    return targets, predictions


def card(figures: list[dict[str, Any]]) -> str:
    """The card as Markdown, from what stands in the weights' header and from `figures`."""
    arguments, _, about = read_weights(CIFAR10)
    network = ResNet50.from_pretrained()
    shares = " | ".join(f"{row['top1']:.2%}" for row in figures)
    lines = [
        "# ResNet-50 of width 16 for CIFAR-10",
        "",
        "What `ResNet50.from_pretrained()` loads. Written by `python -m resnet_ref.card --write`; the same command "
        "without `--write` works the figures out again, on any machine.",
        "",
        f"A ResNet-50 (v1.5) of base width {arguments['width']} with the 3x3 stem, {count_parameters(network):,} "
        f"parameters, {CIFAR10.stat().st_size / 1e6:.1f} MB: convolution and linear weights in float16, the rest in "
        "float32. Input: RGB in 0..1, minus the mean "
        + ", ".join(f"{v:.4f}" for v in about["mean"])
        + ", divided by the deviation "
        + ", ".join(f"{v:.4f}" for v in about["std"])
        + ".",
        "",
        "## What it gets right",
        "",
        "Plain accuracy: one view of each image, no test-time augmentation. The test set had no part in any choice.",
        "",
        "| test images | " + " | ".join(f"{row['images']:,}" for row in figures) + " |",
        "|---|" + "---|" * len(figures),
        f"| **all classes** | {shares} |",
    ]
    for name in CLASSES:
        lines.append(f"| {name} | " + " | ".join(f"{row['per_class'][name]:.1%}" for row in figures) + " |")
    lines += ["", "## How it was trained", ""]
    legs = _legs(about)
    for number, leg in enumerate(legs, 1):
        if len(legs) > 1:
            lines += [f"### Leg {number} of {len(legs)}", ""]
        lines += _training(leg)
    lines += [
        "The images are CIFAR-10's (Krizhevsky 2009; resnet_ref/data/README.md). The recipe's parts are explained in "
        "`python -m resnet_ref.train --help` and in lesson 08.",
        "",
    ]
    return "\n".join(lines)


def _legs(about: dict[str, Any]) -> list[dict[str, Any]]:
    legs = [about]
    while legs[0].get("before"):
        legs.insert(0, legs[0]["before"])
    return legs


def _training(about: dict[str, Any]) -> list[str]:
    """Command, hardware and curve of one run."""
    options = " ".join(_option(name, value) for name, value in about["options"].items())
    data = " --data-dir FOLDER" if about["full_set"] else ""
    launcher = "python"
    if about["processes"] > 1:
        launcher = f"OMP_NUM_THREADS=1 torchrun --standalone --nproc-per-node {about['processes']}"
    processes = "one process" if about["processes"] == 1 else f"{about['processes']} processes of one thread"
    hours = sum(row["seconds"] for row in about["curve"]) / 3600
    lines = [
        f"    {launcher} -m resnet_ref.train{data} {options}",
        "",
        f"{about['images']:,} images, seed {about['options'].get('seed', 0)}; {about['hardware']}, {processes}, "
        f"{hours:.2f} hours beside other work; torch {about['versions']['torch']}, Python "
        f"{about['versions']['python']}.",
        "",
        *([about["note"], ""] if about.get("note") else []),
        "| epoch | crop | learning rate | training loss | training accuracy |",
        "|---|---|---|---|---|",
    ]
    every = 10 if len(about["curve"]) > 50 else 1  # the picture of the curve has them all
    for row in about["curve"]:
        if row["epoch"] % every and row["epoch"] not in (1, len(about["curve"])):
            continue
        lines.append(
            f"| {row['epoch']:.0f} | {row['crop']:.0f} | {row['lr']:.3f} | {row['train_loss']:.3f} "
            f"| {row['train_top1']:.1%} |"
        )
    return [*lines, ""]


def _option(name: str, value: Any) -> str:
    flag = name.replace("_", "-")
    if isinstance(value, bool):
        return f"--{flag}" if value else f"--no-{flag}"
    if name == "start_from":
        value = "WEIGHTS"  # of the leg before
    return f"--{flag} {value}"


def draw(folder: Path, data_dir: Path | None) -> None:
    """Draw what the README shows of the trained network."""
    folder.mkdir(parents=True, exist_ok=True)
    network = ResNet50.from_pretrained()
    _, _, about = read_weights(CIFAR10)
    images, labels = read_split(LoaderConfig(), train=False)
    inputs = torch.cat(
        [x for x, _ in plain_batches(images[:400], labels[:400], about["mean"], about["std"], 400)]
    )
    targets, predictions = _predict(data_dir)
    plot_confusion_matrix(targets, predictions, CLASSES).savefig(folder / "confusion_matrix.png", dpi=80)
    show_first_conv_filters(network).savefig(folder / "filters.png", dpi=80)
    horse = int((labels[:400] == CLASSES.index("horse")).nonzero()[0])
    show_feature_maps(network, inputs[horse], "layer1", n=11).savefig(folder / "feature_maps.png", dpi=80)
    few = [int((labels[:400] == number).nonzero()[1]) for number in range(8)]
    show_gradcam_grid(network, "layer3", inputs[few], CLASSES).savefig(folder / "gradcam.png", dpi=80)
    loader = DataLoader(TensorDataset(inputs, labels[:400]), batch_size=100)
    errors = visualize_test_predictions(network, loader, CLASSES, n=16, only_errors=True)
    errors.savefig(folder / "errors.png", dpi=80)
    _curve(_legs(about)).savefig(folder / "learning_curve.png", dpi=80)


def _curve(legs: list[dict[str, Any]]) -> Any:
    figure, panels = new_figure(1, 2, 4.5, 2.6)
    rows = [row for leg in legs for row in leg["curve"]]
    epochs = range(1, len(rows) + 1)
    panels[0].plot(epochs, [row["train_top1"] for row in rows], "o-", markersize=3)
    panels[0].set(xlabel="epoch", ylabel="share right in training")
    panels[1].plot(epochs, [row["lr"] for row in rows], "s-", markersize=3)
    panels[1].set(xlabel="epoch", ylabel="learning rate at its start")
    for panel in panels:
        panel.grid(alpha=0.3)
    return figure


def differences(seen: list[dict[str, Any]], noted: list[dict[str, Any]]) -> list[str]:
    """What of `seen` is not what the card notes, in sentences; figures of fewer sets may be seen than noted.

    A class may differ by as many answers as all of them together, of a tenth of the images.
    """
    said = []
    by_size = {row["images"]: row for row in noted}
    for row in seen:
        expected = by_size.get(row["images"])
        if expected is None:
            said.append(f"The card has no figures for {row['images']:,} images.")
        elif abs(row["top1"] - expected["top1"]) > TOLERANCE:
            said.append(
                f"Of {row['images']:,} images {row['top1']:.2%} are right, and the card says {expected['top1']:.2%}."
            )
        else:
            said += [
                f"Of the class {name} in {row['images']:,} images {row['per_class'][name]:.1%} are right, and the card "
                f"says {share:.1%}."
                for name, share in expected["per_class"].items()
                if abs(row["per_class"][name] - share) > len(CLASSES) * TOLERANCE + 5e-5  # they are rounded
            ]
    return said


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 where the figures are those of the card, 1 where they differ, 2 without the set they need."""
    parser = argparse.ArgumentParser("python -m resnet_ref.card", description=__doc__.split("\n\n")[1])
    parser.add_argument(
        "--data-dir", type=Path, help="folder of the full set (default: where it was fetched)"
    )
    parser.add_argument("--write", action="store_true", help="write figures, card and pictures")
    options = parser.parse_args(arguments)
    full = options.data_dir or cache_folder() / OFFICIAL_FOLDER
    if options.data_dir is None and not is_complete(full):
        print(
            "The full set is not here, so only the bundled images are looked at: course data fetch gets it."
        )
        full = None
    seen = [evaluate(folder) for folder in ([None, full] if full else [None])]
    for row in seen:
        print(f"{row['images']:,} test images: {row['top1']:.2%} right")
        print("   " + ", ".join(f"{name} {share:.1%}" for name, share in row["per_class"].items()))
    if options.write:
        if full is None:
            print("A card needs the full set: course data fetch.", file=sys.stderr)
            return 2
        FIGURES.write_text(json.dumps(seen, indent=1) + "\n")
        CARD.write_text(card(seen), encoding="utf-8")
        draw(PICTURES, full)
        return 0
    said = differences(seen, json.loads(FIGURES.read_text()))
    print("\n".join(said) or "These are the card's figures.")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())

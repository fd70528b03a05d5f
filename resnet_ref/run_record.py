"""What a training run is: all that decides its result, kept in its checkpoints and compared when it goes on."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

# What of the command line may differ when a run goes on, and why. Every other option is compared, a new one too.
MAY_DIFFER = {
    "out": "is where results are written",
    "resume": "is where to go on from",
    "progress": "is only shown",
    "tensorboard": "is only shown",
    "data_dir": "is a place: the images themselves are compared",
    "start_from": "is in the checkpoint, trained since",
    "device": "computes the same, but for rounding",
    "channels_last": "computes the same, but for rounding",
    "compile": "computes the same, but for rounding",
    "epochs": "moves the end, which has to be asked for: left out, it is the saved run's",
    "cooldown": "moves the end, as epochs does",
}


def run_record(
    options: argparse.Namespace, images: torch.Tensor, labels: torch.Tensor, processes: int
) -> dict[str, Any]:
    """The run as plain values: its options, how many processes share a batch, and its images' number and SHA-256."""
    digest = hashlib.sha256(images.contiguous().numpy().data)
    digest.update(labels.contiguous().numpy().data)
    return {
        "options": {key: str(v) if isinstance(v, Path) else v for key, v in vars(options).items()},
        "processes": processes,
        "images": len(images),
        "sha256": digest.hexdigest(),
    }


def require_same_run(path: Path, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Raise ValueError where `path`, whose record is `was`, is of another run than `now`, and say how to go on.

    Checkpoints of earlier versions hold the options alone. Their images are taken for the same where `--data-dir` is.
    """
    for name, value in now["options"].items():
        saved = was["options"].get(name, value)  # an option that is newer than the checkpoint
        if name not in MAY_DIFFER and saved != value:
            flag = _flag(name, saved)
            raise ValueError(f"{path} was made with {flag}, not {_flag(name, value)}. Resume with {flag}.")
    if was.get("processes", now["processes"]) != now["processes"]:
        raise ValueError(
            f"{path} was made with --nproc-per-node {was['processes']}, not {now['processes']}; each process "
            "normalises its own share of a batch, so the result would be another. Resume under torchrun with "
            f"--nproc-per-node {was['processes']}."
        )
    folder, here = was["options"]["data_dir"], now["options"]["data_dir"]
    advice = "without --data-dir" if folder is None else f"with --data-dir {folder}"
    if "sha256" not in was:
        if folder != here:
            raise ValueError(
                f"{path} is of an earlier version, which did not note the images that it was trained on. "
                f"Resume {advice}, as it was started."
            )
    elif was["sha256"] != now["sha256"]:
        if folder == here:
            advice = "once the old files are back in their place, or start anew with another --out"
        raise ValueError(
            f"{path} was trained on {was['images']:,} images, and these {now['images']:,} are others. "
            f"Resume {advice}."
        )


def _flag(name: str, value: object) -> str:
    """An option as it is written on the command line."""
    flag = name.replace("_", "-")
    if isinstance(value, bool):
        return f"--{flag}" if value else f"--no-{flag}"
    return f"--{flag} {value}"

"""Everything a training run needs to go on as if it had never stopped, in one file."""

from __future__ import annotations

import os
import pickle
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

FORMAT = 1


def save_checkpoint(
    path: str | Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer | None = None,
    scheduler: torch.optim.lr_scheduler.LRScheduler | None = None,
    *,
    epoch: int,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Write weights, optimizer, scheduler, epoch and the random generators' states to `path`.

    The file appears whole or not at all: a crash or a full disk leaves the previous checkpoint as it was.

    Args:
        epoch: number of epochs that are done.
        extra: whatever else the run wants back; numbers, strings, tensors, and lists and dicts of them.
    """
    content = {
        "format": FORMAT,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict() if optimizer else None,
        "scheduler": scheduler.state_dict() if scheduler else None,
        "epoch": epoch,
        "rng": _rng_state(),
        "extra": dict(extra or {}),
    }
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def load_checkpoint(
    path: str | Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer | None = None,
    scheduler: torch.optim.lr_scheduler.LRScheduler | None = None,
) -> tuple[int, dict[str, Any]]:
    """Put a checkpoint of `save_checkpoint` into `model`, and into the optimizer and scheduler where given.

    The random generators of torch, CUDA, numpy and Python go on where they stood. Only tensors and plain values are
    read (`weights_only=True`), so a file from a stranger cannot run code.

    Returns:
        The number of epochs done, and the `extra` that was saved.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is damaged, no checkpoint, lacks the optimizer or scheduler, or is of another network. Nothing
            was changed then.
    """
    path = Path(path)
    content = _read(path)
    _require_fit(path, content["model"], model.state_dict())
    for name, wanted in (("optimizer", optimizer), ("scheduler", scheduler)):
        if wanted is not None and content[name] is None:
            raise ValueError(
                f"{path} holds no {name}, so a run cannot go on from it; it was saved without one."
            )
    model.load_state_dict(content["model"])
    if optimizer is not None:
        optimizer.load_state_dict(content["optimizer"])
    if scheduler is not None:
        scheduler.load_state_dict(content["scheduler"])
    _set_rng_state(content["rng"])
    return content["epoch"], content["extra"]


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise FileNotFoundError(f"There is no checkpoint {path}. Start without resuming to make one.")
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except (RuntimeError, OSError, EOFError, KeyError, ValueError, pickle.UnpicklingError) as error:
        raise ValueError(
            f"{path} cannot be read: it is truncated, damaged or no checkpoint. Go on from an older one."
        ) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(f"{path} was not written by save_checkpoint of this version (format {FORMAT}).")
    return content


def _require_fit(path: Path, saved: Mapping[str, torch.Tensor], wanted: Mapping[str, torch.Tensor]) -> None:
    """Raise ValueError at the first name or shape in which two state dicts differ."""
    for name in [*wanted, *saved]:
        there = str(tuple(saved[name].shape)) if name in saved else "absent"
        here = str(tuple(wanted[name].shape)) if name in wanted else "absent"
        if there != here:
            raise ValueError(
                f"{path} is of another network: {name} is {there} in the file and {here} in this model."
                f"{_describe(saved)}"
            )


def _describe(saved: Mapping[str, torch.Tensor]) -> str:
    """What the network in the file seems to be, from its first convolution and its head."""
    if "conv1.weight" not in saved or "fc.weight" not in saved:
        return ""
    width, _, kernel, _ = saved["conv1.weight"].shape
    stem = "imagenet" if kernel == 7 else "cifar"
    num_classes = len(saved["fc.weight"])
    return f' The file seems to hold width={width}, stem="{stem}", num_classes={num_classes}: build that one.'


def _rng_state() -> dict[str, Any]:
    algorithm, keys, position, has_gauss, gauss = np.random.get_state()  # noqa: NPY002 the global one is meant
    return {
        "torch": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
        # As a list of numbers: torch.load(weights_only=True) rightly refuses numpy's pickled objects.
        "numpy": [str(algorithm), [int(key) for key in keys], int(position), int(has_gauss), float(gauss)],
        "python": random.getstate(),
    }


def _set_rng_state(state: dict[str, Any]) -> None:
    torch.set_rng_state(state["torch"])
    if len(state["cuda"]) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(state["cuda"])
    algorithm, keys, position, has_gauss, gauss = state["numpy"]
    np.random.set_state((algorithm, np.array(keys, dtype=np.uint32), position, has_gauss, gauss))  # noqa: NPY002
    random.setstate(state["python"])

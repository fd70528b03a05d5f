"""Everything a training run needs to go on as if it had never stopped, in one file."""

from __future__ import annotations

import copy
import os
import random
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import NoneType
from typing import Any

import numpy as np
import torch
from torch import nn

FORMAT = 1
CONTENT = {"model", "optimizer", "scheduler", "epoch", "rng", "extra"}


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

    Raises:
        TypeError: `extra` holds something else, which `load_checkpoint` would refuse. Nothing is written then.
    """
    _require_plain("extra", dict(extra or {}))
    content = {
        "format": FORMAT,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict() if optimizer else None,
        "scheduler": scheduler.state_dict() if scheduler else None,
        "kinds": {"optimizer": type(optimizer).__name__, "scheduler": type(scheduler).__name__},
        "groups": _groups(model, optimizer) if optimizer else None,
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


def _require_plain(where: str, value: object) -> None:
    """Raise TypeError at the first thing in `value` that torch.load(weights_only=True) does not read."""
    if isinstance(value, dict) and type(value) in (dict, OrderedDict):
        for key, part in value.items():
            _require_plain(f"a key of {where}", key)
            _require_plain(f"{where}[{key!r}]", part)
    elif isinstance(value, list | tuple) and type(value) in (list, tuple):
        for index, part in enumerate(value):
            _require_plain(f"{where}[{index}]", part)
    elif type(value) not in (int, float, bool, str, NoneType) and not isinstance(value, torch.Tensor):
        kind = f"{type(value).__module__}.{type(value).__name__}"
        raise TypeError(
            f"{where} is a {kind}, which a checkpoint cannot give back: make it a plain number, string or tensor."
        )


def load_checkpoint(
    path: str | Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer | None = None,
    scheduler: torch.optim.lr_scheduler.LRScheduler | None = None,
    *,
    accept: Callable[[dict[str, Any]], None] | None = None,
) -> tuple[int, dict[str, Any]]:
    """Put a checkpoint of `save_checkpoint` into `model`, and into the optimizer and scheduler where given.

    The random generators of torch, numpy and Python go on where they stood, and CUDA's where there are as many GPUs.
    Only tensors and plain values are read (`weights_only=True`), so a file from a stranger cannot run code.

    Args:
        accept: called with the saved `extra` before anything is changed; what it raises is passed on.

    Returns:
        The number of epochs done, and the `extra` that was saved.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is damaged, no checkpoint, lacks the optimizer or scheduler, or is of another network,
            optimizer or scheduler. Nothing was changed then.
    """
    path = Path(path)
    content = _read(path)
    try:
        _require_parts(path, content, {"optimizer": optimizer, "scheduler": scheduler})
        _require_fit(path, content["model"], model.state_dict())
        if optimizer is not None:
            _require_same_groups(path, content, _groups(model, optimizer))
    except (AttributeError, LookupError, TypeError) as error:
        raise _damaged(path) from error
    if accept is not None:
        accept(content["extra"])
    try:
        with _all_or_nothing(model, optimizer, scheduler):
            model.load_state_dict(content["model"])
            if optimizer is not None:
                optimizer.load_state_dict(content["optimizer"])
            if scheduler is not None:
                scheduler.load_state_dict(content["scheduler"])
            _set_rng_state(content["rng"])
    except Exception as error:  # whatever makes torch or numpy stumble
        raise ValueError(
            f"{path} is damaged, or does not fit what it is loaded into ({error}). Go on from an older one."
        ) from error
    return content["epoch"], content["extra"]


def read_extra(path: str | Path) -> dict[str, Any]:
    """The `extra` of a checkpoint alone; errors are those of `load_checkpoint`."""
    return _read(Path(path))["extra"]


@contextmanager
def _all_or_nothing(
    model: nn.Module,
    optimizer: torch.optim.Optimizer | None,
    scheduler: torch.optim.lr_scheduler.LRScheduler | None,
) -> Iterator[None]:
    """Where the body fails, put everything back as it was before."""
    parts = [part for part in (model, optimizer, scheduler) if part is not None]
    before = [copy.deepcopy(part.state_dict()) for part in parts]
    generators = _rng_state()
    try:
        yield
    except BaseException:
        for part, state in zip(parts, before, strict=True):
            part.load_state_dict(state)
        _set_rng_state(generators)
        raise


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise FileNotFoundError(f"There is no checkpoint {path}. Start without resuming to make one.")
    try:
        with zipfile.ZipFile(path) as file:  # torch.load does not look at the checksums
            if file.testzip() is not None:
                raise _damaged(path)
        content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise _damaged(path) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT or not content.keys() >= CONTENT:
        raise ValueError(f"{path} was not written by save_checkpoint of this version (format {FORMAT}).")
    return content


def _damaged(path: Path) -> ValueError:
    return ValueError(
        f"{path} cannot be read: it is truncated, damaged or no checkpoint. Go on from an older one."
    )


def _require_parts(path: Path, content: Mapping[str, Any], parts: Mapping[str, object]) -> None:
    """Raise ValueError where an optimizer or scheduler that is wanted was not saved, or is of another class."""
    for name, wanted in parts.items():
        if wanted is None:
            continue
        if content[name] is None:
            raise ValueError(
                f"{path} holds no {name}, so a run cannot go on from it; it was saved without one."
            )
        was, now = content.get("kinds", {}).get(name), type(wanted).__name__
        if was not in (None, now):  # checkpoints of earlier versions do not say
            raise ValueError(f"{path} holds the state of a {was}, and the {name} is a {now}: build a {was}.")


def _groups(model: nn.Module, optimizer: torch.optim.Optimizer) -> list[list[str]]:
    """Names of the parameters in each of the optimizer's groups, whose state it keeps by number alone."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    return [
        [names.get(id(parameter), "none of the model's") for parameter in group["params"]]
        for group in optimizer.param_groups
    ]


def _require_same_groups(path: Path, content: Mapping[str, Any], now: list[list[str]]) -> None:
    """Raise ValueError where the saved optimizer steps other parameters than this one, or in another order."""
    sizes = [len(group["params"]) for group in content["optimizer"]["param_groups"]]
    if sizes != [len(group) for group in now]:
        raise ValueError(
            f"{path} is of another optimizer: its groups hold {sizes} parameters, and this one's "
            f"{[len(group) for group in now]}. Group the parameters as the saved run did."
        )
    for was, group in zip(content.get("groups") or now, now, strict=True):
        for saved, here in zip(was, group, strict=True):
            if saved != here:
                raise ValueError(
                    f"{path} is of another optimizer: where its groups have {saved}, this one's have {here}. "
                    "Group the parameters as the saved run did."
                )


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

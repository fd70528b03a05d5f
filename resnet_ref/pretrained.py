"""Weights that were trained: a file of them written, and read back into the network that they belong to.

`ResNet50.from_pretrained()` reads the file that ships with the package, whose card stands beside it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from resnet_ref.shapes import one_of

FOLDER = Path(__file__).parent / "weights"
CIFAR10 = FOLDER / "resnet50_w16_cifar10.safetensors"
NAMES = ("cifar10", "imagenet")


def save_weights(
    path: str | Path,
    state: Mapping[str, torch.Tensor],
    arguments: Mapping[str, Any],
    about: Mapping[str, Any],
) -> None:
    """Write a network's state dict as safetensors, the large tensors in half precision.

    Convolution and linear weights are rounded to float16, which halves the file; BatchNorm's weights and statistics
    stay float32, since a variance can leave float16's range.

    Args:
        arguments: what the network is built with, kept in the file's header with `about`.
        about: how the weights came about; what json can hold.
    """
    tensors = {
        name: value.detach().cpu().to(torch.float16 if value.dim() > 1 else value.dtype).contiguous()
        for name, value in state.items()
    }
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    save_file(tensors, partial, {"network": json.dumps(arguments), "about": json.dumps(about)})
    os.replace(partial, path)


def read_weights(path: str | Path) -> tuple[dict[str, Any], dict[str, torch.Tensor], dict[str, Any]]:
    """A file of `save_weights`: the network's arguments, its state dict in float32, and how it came about.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is damaged, or was not written by `save_weights`.
    """
    path = Path(path)
    if not path.is_file():
        advice = " Update the package, or train one: python -m resnet_ref.train --help."
        raise FileNotFoundError(
            f"There are no trained weights at {path.name}.{advice if path == CIFAR10 else ''}"
        )
    try:
        with safe_open(path, "pt") as file:
            header = file.metadata() or {}
            arguments, about = json.loads(header["network"]), json.loads(header["about"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 it is no dict
    except (SafetensorError, KeyError, json.JSONDecodeError) as error:
        raise ValueError(
            f"{path} is damaged, or was not written by save_weights. Take it from its source again."
        ) from error
    state = {name: t.float() if t.is_floating_point() else t for name, t in tensors.items()}
    return arguments, state, about


def _is_path(text: str) -> bool:
    """Whether `text` means a file, and is no misspelt name."""
    path = Path(text)
    return path.exists() or path.suffix == ".safetensors" or len(path.parts) > 1


def trained(weights: str | Path) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """Arguments and state dict of a network of `NAMES`, or of a file; see `ResNet50.from_pretrained`."""
    if weights == "imagenet":
        from torchvision.models import ResNet50_Weights

        state = ResNet50_Weights.IMAGENET1K_V2.get_state_dict(progress=True, check_hash=True)
        return {"num_classes": 1000, "stem": "imagenet"}, dict(state)
    if isinstance(weights, str) and weights not in NAMES and not _is_path(weights):
        raise ValueError(one_of("set of trained weights", weights, NAMES) + " Or give the path of a file.")
    return read_weights(CIFAR10 if weights == "cifar10" else weights)[:2]

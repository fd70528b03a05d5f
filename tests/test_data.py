"""Lesson 01 and what it is given: the bundled sample, reading either set, and the loaders."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from small_cifar10 import PER_BATCH, small_batches, write_batches

from resnet_ref import cifar10
from resnet_ref.cifar10 import CLASSES, OFFICIAL_FOLDER, SAMPLE, ImageLoader, LoaderConfig, read_split
from resnet_ref.data import draw_sample
from resnet_ref.fetch import cache_folder
from resnet_ref.load_data import (
    CIFAR10_MEAN,
    CIFAR10_STD,
    channel_statistics,
    cifar10_transforms,
    create_cifar10_loaders,
    imshow_cifar,
)

MEAN, STD = torch.tensor(CIFAR10_MEAN).view(3, 1, 1), torch.tensor(CIFAR10_STD).view(3, 1, 1)
SPLITS = pytest.mark.parametrize(("split", "per_class"), [("train", 500), ("test", 200)])


@pytest.fixture(scope="module")
def full_set() -> Path:
    folder = cache_folder() / OFFICIAL_FOLDER
    if not folder.is_dir():
        pytest.skip(f"{folder} does not hold the full CIFAR-10: run `course data fetch` to have this checked")
    return folder


@pytest.fixture
def small_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return write_batches(small_batches(monkeypatch), tmp_path / OFFICIAL_FOLDER)


def official_indices(split: str) -> np.ndarray:
    return np.loadtxt(SAMPLE / f"{split}.csv", np.int64, delimiter=",", skiprows=1, usecols=0)


def to_uint8(normalised: torch.Tensor) -> torch.Tensor:
    return ((normalised * STD + MEAN) * 255).round().to(torch.uint8)


# The bundled sample


@SPLITS
def test_sample_is_balanced_and_in_the_official_order(split: str, per_class: int) -> None:
    images, labels = read_split(LoaderConfig(), train=split == "train")
    assert images.dtype == torch.uint8
    assert images.shape == (10 * per_class, 3, 32, 32)
    assert labels.dtype == torch.int64
    assert labels.bincount().tolist() == [per_class] * len(CLASSES)
    indices = official_indices(split)
    assert len(indices) == len(labels)
    assert (np.diff(indices) > 0).all()
    assert 0 <= indices.min() <= indices.max() < {"train": 50_000, "test": 10_000}[split]


@SPLITS
def test_sample_is_the_official_images_of_its_indices(split: str, per_class: int, full_set: Path) -> None:
    images, labels = read_split(LoaderConfig(), train=split == "train")
    all_images, all_labels = read_split(LoaderConfig(full_set), train=split == "train")
    indices = official_indices(split)
    assert torch.equal(images, all_images[indices])
    assert torch.equal(labels, all_labels[indices])
    assert np.array_equal(draw_sample.draw(all_labels.numpy(), per_class), indices), "drawn again"


@SPLITS
def test_readme_gives_the_digest_of_the_images(split: str, per_class: int) -> None:
    images, labels = read_split(LoaderConfig(), train=split == "train")
    records = torch.cat([labels[:, None].to(torch.uint8), images.flatten(1)], dim=1)
    digest = hashlib.sha256(records.numpy().tobytes()).hexdigest()
    assert digest in (SAMPLE / "README.md").read_text("utf-8")


def test_sample_fits_in_a_repository() -> None:
    sizes = [path.stat().st_size for path in SAMPLE.iterdir() if path.is_file()]
    assert sum(sizes) <= 14e6
    assert max(sizes) <= 3e6


def test_a_sample_drawn_from_another_set_reads_back(
    small_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draw_sample, "PER_CLASS", {"train": 10, "test": 4})
    monkeypatch.setattr(draw_sample, "COLUMNS", 5)
    draw_sample.write_sample(small_set, tmp_path / "drawn")
    for train, per_class in ((True, 10), (False, 4)):
        images, labels = read_split(LoaderConfig(tmp_path / "drawn"), train)
        all_images, all_labels = read_split(LoaderConfig(small_set), train)
        indices = draw_sample.draw(all_labels.numpy(), per_class)
        assert torch.equal(images, all_images[indices])
        assert torch.equal(labels, all_labels[indices])


def test_what_a_caller_does_to_the_images_stays_with_the_caller() -> None:
    images, labels = read_split(LoaderConfig(), train=False)
    kept = images.clone(), labels.clone()
    images.zero_()
    labels.zero_()
    again = read_split(LoaderConfig(), train=False)
    assert torch.equal(again[0], kept[0])
    assert torch.equal(again[1], kept[1])


# The official layout


@pytest.mark.parametrize("parent", [False, True])
def test_official_batches_are_read_in_order(small_set: Path, parent: bool) -> None:
    config = LoaderConfig(str(small_set.parent if parent else small_set))
    for train, first, count in ((True, 0, 5 * PER_BATCH), (False, 5 * PER_BATCH, PER_BATCH)):
        images, labels = read_split(config, train)
        assert images.shape == (count, 3, 32, 32)
        assert numbers_of(images) == list(range(first, first + count))
        assert labels.tolist() == [number % 10 for number in range(first, first + count)]
        assert labels.dtype == torch.int64


def test_official_records_are_planar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = bytes([7]) + bytes(range(256)) * 12
    name = "test_batch.bin"
    monkeypatch.setitem(cifar10.OFFICIAL_MD5, name, hashlib.md5(record).hexdigest())
    images, labels = read_split(LoaderConfig(write_batches({name: record}, tmp_path)), train=False)
    assert labels.tolist() == [7]
    assert images.flatten().tolist() == list(range(256)) * 12


def numbers_of(images: torch.Tensor) -> list[int]:
    """Of images of `small_batches`, uint8 [N, 3, 32, 32]; cropping and flipping leave the middle as it is."""
    red, green, blue = images[:, :, 16, 16].long().unbind(1)
    assert (blue == 255).all()
    return ((red - 1) * 16 + green - 1).tolist()


# Damage


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: list[Callable[[Path], None]] = [truncate, flip_a_bit, Path.unlink]


def assert_says(error: pytest.ExceptionInfo[Exception], *words: str) -> None:
    message = str(error.value)
    assert message.endswith(".")
    for word in words:
        assert word in message


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["test.csv", "test_0.webp", "test_1.webp"])
def test_a_damaged_sample_is_refused(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    for path in (SAMPLE / "checksums.json", *SAMPLE.glob("test*")):
        shutil.copy(path, tmp_path)
    read_split(LoaderConfig(tmp_path), train=False)
    damage(tmp_path / name)
    with pytest.raises((ValueError, FileNotFoundError)) as error:
        read_split(LoaderConfig(tmp_path), train=False)
    assert_says(error, name, "git checkout", "course data fetch")


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"test": {}}', '{"test": 1}', "\xff"])
def test_damaged_checksums_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "checksums.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(ValueError, match=r"checksums\.json is truncated or was changed") as error:
        read_split(LoaderConfig(tmp_path), train=False)
    assert_says(error, "course data fetch")


def test_a_mosaic_left_out_of_the_checksums_is_noticed(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path, dirs_exist_ok=True)
    checksums = json.loads((SAMPLE / "checksums.json").read_text())
    del checksums["test"]["test_1.webp"]
    (tmp_path / "checksums.json").write_text(json.dumps(checksums))
    with pytest.raises(ValueError, match="was changed"):
        read_split(LoaderConfig(tmp_path), train=False)


def test_a_clone_without_its_sample_says_how_to_restore_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cifar10, "SAMPLE", tmp_path)
    with pytest.raises(FileNotFoundError) as error:
        read_split(LoaderConfig(), train=True)
    assert_says(error, "checksums.json", "git checkout")


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(("name", "train"), [("data_batch_4.bin", True), ("test_batch.bin", False)])
def test_a_damaged_batch_is_refused(
    small_set: Path, name: str, train: bool, damage: Callable[[Path], None]
) -> None:
    damage(small_set / name)
    with pytest.raises((ValueError, FileNotFoundError)) as error:
        read_split(LoaderConfig(small_set), train)
    assert_says(error, name, "course data fetch")
    read_split(LoaderConfig(small_set), not train)  # the other split is whole


def test_folders_without_data_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as error:
        read_split(LoaderConfig(tmp_path / "nowhere"), train=True)
    assert_says(error, "nowhere", "course data fetch", "bundled sample")

    with pytest.raises(FileNotFoundError, match="holds no CIFAR-10") as error:
        read_split(LoaderConfig(tmp_path), train=True)
    assert_says(error, "course data fetch", "bundled sample")


@pytest.mark.parametrize("where", [".", "cifar-10-batches-py"])
def test_pickles_are_not_opened(tmp_path: Path, where: str) -> None:
    (tmp_path / where).mkdir(exist_ok=True)
    (tmp_path / where / "data_batch_1").write_bytes(b"cos\nsystem\n(S'false'\ntR.")
    with pytest.raises(FileNotFoundError, match="pickles") as error:
        read_split(LoaderConfig(tmp_path), train=True)
    assert_says(error, "course data fetch")


# LoaderConfig


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("batch_size", 0),
        ("batch_size", 12.5),
        ("batch_size", True),
        ("num_workers", -1),
        ("num_workers", "two"),
        ("seed", -1),
        ("seed", None),
        ("seed", 2**63),
        ("val_fraction", 1.0),
        ("val_fraction", -0.1),
        ("val_fraction", float("nan")),
        ("val_fraction", "10%"),
        ("data_dir", 3),
    ],
)
def test_config_names_the_field_that_is_wrong(field: str, value: Any) -> None:
    with pytest.raises((ValueError, TypeError)) as error:
        LoaderConfig(**{field: value})
    assert_says(error, field, type(value).__name__ if field == "data_dir" else repr(value))


def test_config_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        LoaderConfig().seed = 1  # type: ignore[misc]


# channel_statistics


def test_statistics_are_those_of_every_pixel() -> None:
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (7, 3, 5, 9), dtype=torch.uint8, generator=generator)
    images[:3, 0] //= 4  # images that differ from one another, and channels too
    kept = images.clone()
    mean, std = channel_statistics(images)
    pixels = images.double().transpose(0, 1).flatten(1) / 255
    assert mean.dtype == std.dtype == torch.float32
    torch.testing.assert_close(mean, pixels.mean(1).float())
    torch.testing.assert_close(std, pixels.std(1, correction=0).float())
    assert torch.equal(images, kept)


def test_statistics_of_one_colour() -> None:
    mean, std = channel_statistics(torch.full((1, 3, 1, 1), 255, dtype=torch.uint8))
    assert mean.tolist() == [1, 1, 1]
    assert std.tolist() == [0, 0, 0]


def test_full_set_has_the_statistics_we_normalise_with(full_set: Path) -> None:
    mean, std = channel_statistics(read_split(LoaderConfig(full_set), train=True)[0])
    torch.testing.assert_close(mean, MEAN.flatten(), atol=5.1e-5, rtol=0)
    torch.testing.assert_close(std, STD.flatten(), atol=5.1e-5, rtol=0)


@pytest.mark.parametrize(
    ("images", "words"),
    [
        (np.zeros((1, 3, 2, 2), np.uint8), "ndarray"),
        (torch.zeros(1, 3, 2, 2), "float32"),
        (torch.zeros(3, 2, 2, dtype=torch.uint8), "[N, 3, H, W]"),
        (torch.zeros(1, 2, 2, 3, dtype=torch.uint8), "(1, 2, 2, 3)"),
        (torch.zeros(0, 3, 2, 2, dtype=torch.uint8), "at least one image"),
    ],
)
def test_statistics_refuse_what_they_cannot_count(images: Any, words: str) -> None:
    with pytest.raises((TypeError, ValueError)) as error:
        channel_statistics(images)
    assert_says(error, "channel_statistics", words)


# cifar10_transforms


def an_image() -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randint(1, 256, (3, 32, 32), dtype=torch.uint8, generator=generator)


def test_without_augmentation_a_transform_only_normalises() -> None:
    image = an_image()
    out = cifar10_transforms(False)(image)
    assert out.dtype == torch.float32
    torch.testing.assert_close(out, (image.float() / 255 - MEAN) / STD)


def test_augmentation_gives_every_crop_of_the_padded_image_and_its_mirror() -> None:
    image = an_image()
    padded = np.pad(image.numpy(), [(0, 0), (4, 4), (4, 4)])
    crops = [padded[:, top : top + 32, left : left + 32] for top in range(9) for left in range(9)]
    possible = {crop.tobytes() for crop in crops} | {crop[:, :, ::-1].tobytes() for crop in crops}
    assert len(possible) == 81 * 2

    kept = image.clone()
    transform = cifar10_transforms(True)
    torch.manual_seed(0)
    augmented = to_uint8(torch.stack([transform(image) for _ in range(2500)]))
    seen = {each.numpy().tobytes() for each in augmented}
    assert seen == possible  # one of the 162 is missing once in 30,000 seeds
    assert torch.equal(image, kept)


@pytest.mark.parametrize("train", [True, False])
def test_transforms_refuse_other_images(train: bool) -> None:
    transform = cifar10_transforms(train)
    for image, words in (
        (torch.zeros(3, 32, 32), "float32"),
        (torch.zeros(1, 3, 32, 32, dtype=torch.uint8), "[1, 3, 32, 32]"),
        (torch.zeros(32, 32, 3, dtype=torch.uint8), "[32, 32, 3]"),
        ([[0]], "list"),
    ):
        with pytest.raises((TypeError, ValueError)) as error:
            transform(image)  # type: ignore[arg-type]
        assert_says(error, "cifar10_transforms", words)


# create_cifar10_loaders


def epoch(loader: ImageLoader) -> tuple[torch.Tensor, torch.Tensor]:
    """uint8 images and labels of one pass over `loader`."""
    images, labels = zip(*loader, strict=True)
    return to_uint8(torch.cat(images)), torch.cat(labels)


def order(loader: ImageLoader) -> list[int]:
    return numbers_of(epoch(loader)[0])


def test_default_loaders_serve_the_sample() -> None:
    loaders = create_cifar10_loaders(LoaderConfig())
    assert [len(loader.dataset) for loader in loaders] == [4500, 500, 2000]  # type: ignore[arg-type]
    for loader in loaders:
        images, labels = next(iter(loader))
        assert images.shape == (128, 3, 32, 32)
        assert images.dtype == torch.float32
        assert labels.shape == (128,)
        assert labels.dtype == torch.int64


def test_validation_is_a_tenth_that_is_never_trained_on(small_set: Path) -> None:
    loaders = create_cifar10_loaders(LoaderConfig(small_set, batch_size=32))
    train, val = order(loaders.train), order(loaders.val)
    assert len(val) == len({*val}) == PER_BATCH * 5 // 10
    assert sorted(train + val) == list(range(PER_BATCH * 5))
    assert order(loaders.test) == list(range(PER_BATCH * 5, PER_BATCH * 6))
    assert sorted(order(loaders.train)) == sorted(train)


def test_labels_stay_with_their_images(small_set: Path) -> None:
    for loader in create_cifar10_loaders(LoaderConfig(small_set, batch_size=32)):
        images, labels = epoch(loader)
        assert labels.tolist() == [number % 10 for number in numbers_of(images)]


def test_only_training_images_are_augmented(small_set: Path) -> None:
    loaders = create_cifar10_loaders(LoaderConfig(small_set))
    padded = {
        name: (epoch(loader)[0] == 0).any().item()  # only padding is black in this set
        for name, loader in loaders._asdict().items()
    }
    assert padded == {"train": True, "val": False, "test": False}
    for loader in (loaders.val, loaders.test):
        assert torch.equal(epoch(loader)[0], epoch(loader)[0])


def test_validation_images_are_the_stored_ones() -> None:
    images, _ = read_split(LoaderConfig(), train=True)
    stored = {image.numpy().tobytes() for image in images}
    val, _ = epoch(create_cifar10_loaders(LoaderConfig()).val)
    assert all(image.numpy().tobytes() in stored for image in val)


def test_seed_fixes_split_and_order_whatever_the_global_seed(small_set: Path) -> None:
    def orders(seed: int, global_seed: int) -> list[list[int]]:
        torch.manual_seed(global_seed)
        loaders = create_cifar10_loaders(LoaderConfig(small_set, batch_size=32, seed=seed))
        torch.rand(global_seed)
        return [order(loaders.val), order(loaders.train), order(loaders.train)]

    first = orders(seed=5, global_seed=1)
    assert first == orders(seed=5, global_seed=2)
    assert all(mine != other for mine, other in zip(first, orders(6, 1), strict=True))
    assert first[1] != first[2], "the second epoch has a new order"
    assert first[1] != sorted(first[1])


def test_global_seed_fixes_the_augmentation(small_set: Path) -> None:
    def batch(global_seed: int) -> torch.Tensor:
        loaders = create_cifar10_loaders(LoaderConfig(small_set, batch_size=32))
        torch.manual_seed(global_seed)
        return next(iter(loaders.train))[0]

    assert torch.equal(batch(1), batch(1))
    assert not torch.equal(batch(1), batch(2))


def test_with_workers_the_configs_seed_fixes_the_augmentation(small_set: Path) -> None:
    drawn = []
    for seed, global_seed in ((0, 1), (0, 2), (3, 1)):
        torch.manual_seed(global_seed)
        cfg = LoaderConfig(small_set, batch_size=8, num_workers=1, seed=seed)
        drawn.append(epoch(create_cifar10_loaders(cfg).train)[0])
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])


def test_evaluating_leaves_the_global_random_state(small_set: Path) -> None:
    loaders = create_cifar10_loaders(LoaderConfig(small_set))
    before = torch.get_rng_state()
    order(loaders.val)
    order(loaders.test)
    assert torch.equal(torch.get_rng_state(), before)


def test_workers_change_neither_split_nor_order(small_set: Path) -> None:
    alone, helped = (
        create_cifar10_loaders(LoaderConfig(small_set, batch_size=32, num_workers=workers))
        for workers in (0, 2)
    )
    for _ in range(2):
        assert order(alone.train) == order(helped.train)
    assert order(alone.val) == order(helped.val)


def test_val_fraction_may_be_zero_or_nearly_all(small_set: Path) -> None:
    nothing = create_cifar10_loaders(LoaderConfig(small_set, val_fraction=0))
    assert len(nothing.val) == 0
    assert sorted(order(nothing.train)) == list(range(PER_BATCH * 5))
    nearly_all = create_cifar10_loaders(LoaderConfig(small_set, val_fraction=0.9999))
    assert len(order(nearly_all.train)) == 1


# imshow_cifar


def test_pictures_show_the_pixels_and_name_the_classes() -> None:
    images, labels = read_split(LoaderConfig(), train=False)
    images, labels = images[:5], labels[:5]
    normalised = torch.stack([cifar10_transforms(False)(image) for image in images])
    for given in (images, normalised):
        panels = imshow_cifar(given, labels, columns=3).axes
        assert [panel.get_title() for panel in panels] == [CLASSES[label] for label in labels]
        for panel, image in zip(panels, images, strict=True):
            shown = np.asarray(panel.images[0].get_array())
            np.testing.assert_allclose(shown, image.permute(1, 2, 0).numpy() / 255, atol=1e-6)


def test_one_image_needs_no_batch_and_no_label() -> None:
    assert [panel.get_title() for panel in imshow_cifar(an_image()).axes] == [""]
    assert [panel.get_title() for panel in imshow_cifar(an_image(), 3).axes] == ["cat"]


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        (np.zeros((1, 3, 4, 4)), None, "ndarray"),
        (torch.zeros(1, 3, 4, 4, dtype=torch.int64), None, "int64"),
        (torch.zeros(4, 4), None, "(4, 4)"),
        (torch.zeros(1, 4, 4, 3), None, "(1, 4, 4, 3)"),
        (torch.zeros(0, 3, 4, 4), None, "1 to 100"),
        (torch.zeros(101, 3, 4, 4), None, "images[:64]"),
        (torch.zeros(2, 3, 4, 4), [1], "2 images and 1 labels"),
        (torch.zeros(2, 3, 4, 4), [1, 10], "10"),
        (torch.zeros(2, 3, 4, 4), [-1, 1], "-1"),
    ],
)
def test_pictures_refuse_what_they_cannot_show(images: Any, labels: Any, words: str) -> None:
    with pytest.raises((TypeError, ValueError)) as error:
        imshow_cifar(images, labels)
    assert_says(error, words)

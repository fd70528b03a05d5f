"""01_data: statistics of the channels, what a transform does to an image, and what the loaders serve."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import torch
from PIL import Image

from autograder.comparing import CheckFailed, Observer, assert_same, check
from autograder.inside.causes import Unfit

STATISTICS = '"One mean and one deviation per channel"; lesson 01, channel_statistics'
NORMALISE = '"Normalise with the true values"; lesson 01, cifar10_transforms'
AUGMENT = '"Crop and flip"; He et al. 2015, section 4.2'
SPLIT = '"Three sets, and why three"; lesson 01, create_cifar10_loaders'
SEED = '"What a seed fixes"; lesson 01, create_cifar10_loaders'

LARGE = 1033  # no multiple of any usual batch size
PIXEL = 1 / 255  # of 255 levels: differences below one level cannot be seen, and rounding stays far below


def pixels(rng: torch.Generator, *shape: int) -> torch.Tensor:
    """Any bytes."""
    return torch.randint(256, shape, generator=rng, dtype=torch.uint8)


# 01.channel_statistics


def draw_batches(rng: torch.Generator) -> dict[str, Any]:
    """Batches whose images differ in brightness and contrast, as do their channels, so that no two statistics agree.

    One is so large that its first thousand images, or pieces of it of equal weight, have other statistics.
    """
    batches = []
    for shape in [(4, 3, 5, 7), (1, 3, 6, 4), (9, 3, 8, 3), (2, 3, 1, 2), (LARGE, 3, 2, 1)]:
        low = torch.randint(0, 120, (shape[0], 3, 1, 1), generator=rng)
        if shape[0] == LARGE:
            low = low.sort(0).values  # brighter and brighter
        high = low + torch.randint(20, 136, low.shape, generator=rng)
        share = torch.rand(shape, generator=rng)
        batches.append((low + share * (high - low)).round().to(torch.uint8))
    batches.append((pixels(rng, 2, 3, 5, 4) > 128).to(torch.uint8) * 255)
    return {"batches": batches}


def draw_little_contrast(rng: torch.Generator) -> dict[str, Any]:
    """Batches of bright channels with two neighbouring levels each: float32 holds them, and hardly their squares."""
    shapes = [(3, 3, 8, 7), (2, 3, 9, 5)]
    level = torch.randint(180, 250, (len(shapes), 3, 1, 1), generator=rng)
    return {"batches": [(level[i] + pixels(rng, *s) % 2).to(torch.uint8) for i, s in enumerate(shapes)]}


def statistics(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: mean and standard deviation of several batches."""
    found = {}
    for images in given["batches"]:
        mean, std = lesson.channel_statistics(images)
        found[f"a batch of shape {tuple(images.shape)}"] = {
            "mean": torch.as_tensor(mean).detach().double(),
            "std": torch.as_tensor(std).detach().double(),
        }
    return found


def in_order(call: Any, *tensors: torch.Tensor) -> Any:
    """`call(*tensors)`, and of copies that lie in order where `.view` refuses: it says itself what it cannot do."""
    try:
        return call(*tensors)
    except RuntimeError as error:
        if "view size is not compatible" not in str(error):
            raise
        return call(*(tensor.contiguous() for tensor in tensors))


def statistics_of_views(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: the same of images that do not lie in memory one after the other."""
    images = given["batches"][2]
    views = {
        "every other image": images[::2],
        "memory format channels_last": images.contiguous(memory_format=torch.channels_last),
        "a crop of every image": images[:, :, 1:-1, 1:],
    }
    found = {}
    for name, view in views.items():
        mean, std = in_order(lesson.channel_statistics, view)
        found[name] = {
            "mean": torch.as_tensor(mean).detach().double(),
            "std": torch.as_tensor(std).detach().double(),
        }
    return found


def statistics_manners(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: type of the answer, and what it leaves behind."""
    images = given["batches"][0].clone()
    random_state = torch.get_rng_state()
    answer = [torch.as_tensor(part) for part in lesson.channel_statistics(images)]
    return {
        "type of the mean (dtype)": str(answer[0].dtype),
        "type of the std (dtype)": str(answer[1].dtype),
        "images unchanged": torch.equal(images, given["batches"][0]),
        "random state unchanged": torch.equal(random_state, torch.get_rng_state()),
    }


@check("01.channel_statistics", "mean and std of every channel", weight=4, reread=STATISTICS)
def test_values(observe: Observer) -> None:
    assert_same(*observe(statistics, draw_batches(observe.rng)))


@check("01.channel_statistics", "images that are not contiguous", weight=1, reread=STATISTICS)
def test_views(observe: Observer) -> None:
    assert_same(*observe(statistics_of_views, draw_batches(observe.rng)))


@check("01.channel_statistics", "bright images with low contrast", weight=1, reread=STATISTICS)
def test_little_contrast(observe: Observer) -> None:
    assert_same(*observe(statistics, draw_little_contrast(observe.rng)))


@check(
    "01.channel_statistics",
    "results in float32, inputs unchanged",
    weight=1,
    reread=STATISTICS,
    supports=True,
)
def test_manners(observe: Observer) -> None:
    assert_same(*observe(statistics_manners, draw_batches(observe.rng)))


# 01.transforms


def draw_images(rng: torch.Generator) -> dict[str, Any]:
    """Any images, and one in which no two pixels have the same red and green, so that each tells where it came from."""
    code = torch.randperm(32 * 32, generator=rng).view(32, 32)
    traceable = torch.stack([code % 32 * 8, code // 32 * 8, code * 0])
    noise = torch.cat([torch.randint(8, (2, 32, 32), generator=rng), pixels(rng, 1, 32, 32)])
    return {
        "images": pixels(rng, 3, 3, 32, 32),
        "traceable": (traceable + noise).to(torch.uint8),
        "code": code,
        "colour": pixels(rng, 3),
        "times": 200,  # one shift of nine stays unseen once in 10^9 runs
        "others": [12, 6],  # transforms made beside the one that is asked, and images that each of them gets
    }


def affine(transform: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """The mean and std [3] that `transform` normalises with, from what it makes of black and of white.

    Read in the middle, where no padding reaches.
    """
    black, white = (
        torch.as_tensor(transform(torch.full((3, 32, 32), level, dtype=torch.uint8)))[:, 16, 16].double()
        for level in (0, 255)
    )
    std = 1 / (white - black)
    return -black * std, std


def normalised(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: what normalisation uses, and that images come out of it pixel for pixel where nothing is augmented."""
    # Both are there before either is used: what one of them is must not depend on the other.
    transform, training = lesson.cifar10_transforms(False), lesson.cifar10_transforms(True)
    mean, std = affine(transform)
    images = list(given["images"])
    images.append(images[0].permute(1, 2, 0).contiguous().permute(2, 0, 1))
    images.append(torch.stack(images, -1)[..., 1])
    outputs = [torch.as_tensor(in_order(transform, image)) for image in images]
    train_mean, train_std = affine(training)
    return {
        "mean": mean,
        "std": std,
        "mean in training": train_mean,
        "std in training": train_std,
        "pixels": [(out.double() * std.view(3, 1, 1) + mean.view(3, 1, 1)) * 255 for out in outputs],
    }


def augmented(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which parts of the padded image come out of the training transform, found pixel by pixel."""
    transform = lesson.cifar10_transforms(True)
    lesson.cifar10_transforms(False)
    mean, std = (value.view(3, 1, 1) for value in affine(transform))
    outputs = [torch.as_tensor(transform(given["traceable"].clone())) for _ in range(given["times"])]
    # As many again for the share of the flips; and others, which show whether all is drawn when one is made.
    outputs += [torch.as_tensor(transform(given["traceable"].clone())) for _ in range(given["times"])]
    others, each = given["others"]
    for other in [lesson.cifar10_transforms(True) for _ in range(others)]:
        outputs += [torch.as_tensor(other(given["traceable"].clone())) for _ in range(each)]
    shapes = sorted({tuple(out.shape) for out in outputs})
    if shapes != [(3, 32, 32)]:
        return {"shapes of the outputs": [list(shape) for shape in shapes]}
    colour = torch.as_tensor(transform(given["colour"].view(3, 1, 1).repeat(1, 32, 32)))
    levels = ((torch.stack(outputs).double() * std + mean) * 255).round()
    # The middle pixel and its right and lower neighbours say where they stood, and thereby how it was flipped.
    seen = levels[:, :2, [16, 16, 17], [16, 17, 16]].nan_to_num(-1)
    bytes_only = ((seen >= 0) & (seen < 256)).flatten(1).all(1)
    red, green = (seen.clamp(0, 255) / 8).long().unbind(1)
    origin = given["code"].flatten().argsort()[green * 32 + red]
    y, x = origin // 32, origin % 32
    down, right = y[:, 2] - y[:, 0], x[:, 1] - x[:, 0]
    straight = (down.abs() == 1) & (right.abs() == 1) & (x[:, 2] == x[:, 0]) & (y[:, 1] == y[:, 0])
    traced = bytes_only & straight
    top, left = y[:, 0] - 16 + (down < 0), x[:, 0] - 16 + (right < 0)
    places, sides = (seen[-others * each :].view(others, each) for seen in (top * 64 + left, right < 0))
    flips = (right < 0)[: 2 * given["times"]][traced[: 2 * given["times"]]]
    traced[given["times"] :] = False
    levels, down, right = levels[traced], down[traced], right[traced]
    rows, columns = top[traced].tolist(), left[traced].tolist()
    # Paste every output where it came from: [-16, 48) in both directions; at -1 nothing was seen.
    canvas = torch.full((3, 64, 64), -1.0, dtype=torch.float64)
    levels = torch.where((down < 0)[:, None, None, None], levels.flip(2), levels)
    levels = torch.where((right < 0)[:, None, None, None], levels.flip(3), levels)
    parts = [canvas[:, t + 16 : t + 48, s + 16 : s + 48] for t, s in zip(rows, columns, strict=True)]
    for part, upright in zip(parts, levels, strict=True):
        part.copy_(upright)
    agree = all(torch.equal(part, upright) for part, upright in zip(parts, levels, strict=True))
    # Where both coordinates lie outside the image hardly a crop reaches.
    inside = torch.zeros(40, dtype=torch.bool)
    inside[4:36] = True
    padded = canvas[:, 12:52, 12:52] * (inside[:, None] | inside[None, :])
    return {
        "shapes of the outputs": [[3, 32, 32]],
        "an image of one colour": ((colour.double() * std + mean) * 255)[:, 16, 16],
        "every output is a crop of one padded image": agree and bool(traced[: given["times"]].all()),
        "vertical shifts of the crop": sorted(set(rows)),
        "horizontal shifts of the crop": sorted(set(columns)),
        "the two shifts depend on each other": go_together(rows, columns),
        "one transform always crops at one place": drawn_when_made(places),
        "more than a fifth of the crops have the same position": often_at_one_place(rows, columns),
        "padded image": padded,
        "flipped horizontally": how_often(flips),
        "one transform flips all or none": drawn_when_made(sides),
        "flipped vertically": how_often(down < 0),
        "the flip depends on the shift": follows(right < 0, rows) or follows(right < 0, columns),
    }


def drawn_when_made(seen: torch.Tensor) -> bool:
    """Whether each of several transforms always did the same, and not all of them: by chance once in 10^18 runs."""
    return bool((seen == seen[:, :1]).all()) and not bool((seen == seen[0, 0]).all())


def go_together(rows: list[int], columns: list[int]) -> bool:
    """Whether one shift says what the other is: 200 draws from 81 places hit 50 of them or more."""
    places, alone = len(set(zip(rows, columns, strict=True))), max(len(set(rows)), len(set(columns)), 1)
    return len(set(rows)) > 1 and len(set(columns)) > 1 and places < 2 * alone


def often_at_one_place(rows: list[int], columns: list[int]) -> bool:
    """Whether a fifth of the crops, though both shifts vary, stand at one place; 1 in 81 should."""
    places = list(zip(rows, columns, strict=True))
    often = max((places.count(place) for place in set(places)), default=0)
    return len(set(rows)) > 2 and len(set(columns)) > 2 and often > len(places) / 5


def follows(flipped: torch.Tensor, shifts: list[int]) -> bool:
    """Whether flipped images and others, each at least a quarter, are shifted otherwise.

    A hundred draws miss three of nine shifts once in 10^15 runs.
    """
    groups = [
        {s for s, f in zip(shifts, flipped.tolist(), strict=True) if f == side} for side in (True, False)
    ]
    share = flipped.double().mean().item() if len(flipped) else 0.0
    return 0.25 < share < 0.75 and len(set(shifts)) == 9 and min(len(group) for group in groups) <= 6


def how_often(events: torch.Tensor) -> str:
    """The share of `events`, so coarse that chance does not change it: 400 fair coins stay within 0.36 to 0.64."""
    share = events.double().mean().item() if len(events) else 0.0
    names = {0.0: "never", 0.36: "rarely", 0.64: "about half of the time", 0.999: "mostly", 1.0: "always"}
    return next(name for limit, name in names.items() if share <= limit)


def transform_manners(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: type, the image that was handed in, and whether two calls without augmentation agree."""
    plain, random = lesson.cifar10_transforms(False), lesson.cifar10_transforms(True)
    image = given["images"][0].clone()
    state = torch.get_rng_state()
    first, second = torch.as_tensor(plain(image)), torch.as_tensor(plain(image))
    deterministic = torch.equal(first, second) and torch.equal(state, torch.get_rng_state())
    trained = [torch.as_tensor(random(image)) for _ in range(4)]
    return {
        "type of the output (dtype)": str(first.dtype),
        "type of the output with train=True (dtype)": str(trained[0].dtype),
        "no randomness with train=False": deterministic,
        "input image unchanged": torch.equal(image, given["images"][0]),
    }


@check("01.transforms", "normalisation, random crop and random flip", weight=6, reread=AUGMENT)
def test_transforms(observe: Observer) -> None:
    for part in (test_normalised, test_random_crop, test_flip):
        part(observe)


@check("01.transforms", "the normalisation", weight=2, reread=NORMALISE)
def test_normalised(observe: Observer) -> None:
    student, reference = observe(normalised, draw_images(observe.rng))
    for name in ("mean", "std", "mean in training", "std in training"):
        yours, expected = student[name], reference[name]
        if not bool(((yours - expected).abs() <= 1e-3).all()):  # as DESIGN.md rules; NaN is not below
            kind = name.split()[0]
            where = " with train=True" if "training" in name else ""
            raise CheckFailed(
                f"For a black and a white image, your transform{where} works like a normalisation with {kind} "
                f"{listed(yours)}; expected {listed(expected)}."
            )
    assert_same({"pixels": student["pixels"]}, {"pixels": reference["pixels"]}, PIXEL / 4)


@check("01.transforms", "the random crop of the padded image", weight=2, reread=AUGMENT)
def test_random_crop(observe: Observer) -> None:
    student, reference = observe(augmented, draw_images(observe.rng))
    names = [name for name in reference if "flip" not in name]
    assert_same({n: student[n] for n in names if n in student}, {n: reference[n] for n in names}, PIXEL / 4)


@check("01.transforms", "the random horizontal flip", weight=1, reread=AUGMENT)
def test_flip(observe: Observer) -> None:
    student, reference = observe(augmented, draw_images(observe.rng))
    names = ["shapes of the outputs", *(name for name in reference if "flip" in name)]
    assert_same({n: student[n] for n in names if n in student}, {n: reference[n] for n in names})


@check("01.transforms", "result in float32, input image unchanged", weight=1, reread=NORMALISE, supports=True)
def test_transform_manners(observe: Observer) -> None:
    assert_same(*observe(transform_manners, draw_images(observe.rng)))


def listed(values: torch.Tensor) -> str:
    """[0.4914, 0.4822, 0.4465]"""
    return "[" + ", ".join(f"{value:.4f}" for value in values.flatten().tolist()) + "]"


# 01.loaders

TRAIN, TEST, CLASSES = 50, 9, 5  # ten of each class, so that a split class by class comes out even too
SCALE = [[0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]]


def draw_data_set(rng: torch.Generator) -> dict[str, Any]:
    """A tiny set in the format of the bundled sample, and what is in it.

    The middle of each image has one colour, which tells its number whatever crop and flip do to the rest; training
    images are numbered from 0, test images go on. The first two test images have a black and a white middle.
    """
    count = TRAIN + TEST
    colours = pixels(rng, count, 3)
    colours[:, 0] = (8 + 2 * torch.randperm(count, generator=rng)).to(torch.uint8)
    colours[:, 1:] = colours[:, 1:].clamp(8, 248)
    colours[TRAIN], colours[TRAIN + 1] = 0, 255
    images = pixels(rng, count, 3, 8, 8).repeat_interleave(4, 2).repeat_interleave(4, 3)  # quick to read
    images[:, :, 8:24, 8:24] = colours[:, :, None, None]
    labels = torch.cat([torch.arange(TRAIN) % CLASSES, torch.arange(TEST) % CLASSES])
    labels[:TRAIN] = labels[:TRAIN][torch.randperm(TRAIN, generator=rng)]
    labels[TRAIN:] = labels[TRAIN:][torch.randperm(TEST, generator=rng)]
    parts = {"train": slice(0, TRAIN), "test": slice(TRAIN, count)}
    another, *elsewhere = torch.randint(1, 2**31, (9,), generator=rng).tolist()
    return {
        "files": sample_files({name: (images[part], labels[part]) for name, part in parts.items()}),
        "images": images,
        "labels": labels,
        "trains": TRAIN,
        # 0 is a seed like any other, and in an `if` it counts as none.
        "seeds": [
            [0, *elsewhere[:2]],
            [0, *elsewhere[2:4]],
            [another, *elsewhere[4:6]],
            [another, *elsewhere[6:]],
        ],
        "scale": SCALE,
    }


def sample_files(splits: dict[str, tuple[torch.Tensor, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """File name -> bytes, as resnet_ref/data/draw_sample.py writes them."""
    files: dict[str, bytes] = {}
    checksums: dict[str, dict[str, str]] = {}
    for split, (images, labels) in splits.items():
        mosaic = images.permute(2, 0, 3, 1).reshape(32, -1, 3).contiguous()
        stream = io.BytesIO()
        Image.fromarray(mosaic.numpy()).save(stream, "WEBP", lossless=True, quality=0, method=0, exact=True)
        rows = "".join(f"{index},{label}\n" for index, label in enumerate(labels.tolist()))
        own = {f"{split}.csv": f"index,label\n{rows}".encode(), f"{split}_0.webp": stream.getvalue()}
        checksums[split] = {name: hashlib.sha256(content).hexdigest() for name, content in own.items()}
        files.update(own)
    files["checksums.json"] = json.dumps(checksums).encode()
    return {name: torch.tensor(list(content), dtype=torch.uint8) for name, content in files.items()}


class Epoch:
    """Everything a loader serves in one epoch, and the number of each image."""

    def __init__(self, loader: Any) -> None:
        batches = [(torch.as_tensor(x), torch.as_tensor(y)) for x, y in loader]
        self.sizes = [len(labels) for _, labels in batches]
        self.types = sorted({str(x.dtype) for x, _ in batches}), sorted({str(y.dtype) for _, y in batches})
        if not batches:
            batches = [(torch.zeros(0, 3, 32, 32), torch.zeros(0, dtype=torch.int64))]
        self.images = torch.cat([x for x, _ in batches]).double()
        self.labels = torch.cat([y for _, y in batches])
        if self.labels.dim() != 1:
            shape = tuple(self.labels.shape[1:])
            raise Unfit(f"A loader gives labels of shape {shape}; each label should be one class number.")
        if list(self.images.shape[1:]) != [3, 32, 32]:
            raise Unfit(
                f"A loader gives images of shape {tuple(self.images.shape[1:])}, expected (3, 32, 32)."
            )
        self.numbers: list[int] = []

    def identify(self, black: torch.Tensor, white: torch.Tensor, colours: torch.Tensor) -> None:
        """Levels 0..255 instead of normalised values, and each image's number, -1 where it has none."""
        self.images = (self.images - black.view(3, 1, 1)) / (white - black).view(3, 1, 1) * 255
        distance = (self.images[:, None, :, 16, 16] - colours).abs().amax(2).nan_to_num(255)
        nearest = distance.min(1)
        self.numbers = torch.where(nearest.values < 0.5, nearest.indices, -1).tolist()


def write_files(given: dict[str, Any], folder: str) -> None:
    """Put the tiny set into a folder."""
    from pathlib import Path

    for name, content in given["files"].items():
        (Path(folder) / name).write_bytes(content.numpy().tobytes())


def serve(lesson: Any, given: dict[str, Any], run: int, fraction: float, epochs: list[str]) -> dict[str, Any]:
    """What the loaders serve in these epochs, one after the other; `run` chooses cfg.seed and the global seeds."""
    import tempfile

    from resnet_ref.cifar10 import LoaderConfig

    with tempfile.TemporaryDirectory() as folder:
        write_files(given, folder)
        seed, before, between = given["seeds"][run]
        size = 16 if fraction == 0.1 else 7
        cfg = LoaderConfig(data_dir=folder, batch_size=size, seed=seed, val_fraction=fraction)
        torch.manual_seed(before)
        train, val, test = lesson.create_cifar10_loaders(cfg)
        torch.manual_seed(between)
        loaders = {"train": train, "val": val, "test": test}
        found = {name: Epoch(loaders[name.split()[0]]) for name in epochs}
    mean, std = torch.tensor(given["scale"], dtype=torch.float64)
    black, white = -mean / std, (1 - mean) / std
    middles = found["test"].images[:, :, 16, 16]
    # Then the black and the white one are among them.
    if len(middles) == len(given["images"]) - given["trains"]:
        black, white = middles.amin(0), middles.amax(0)
    for epoch in found.values():
        epoch.identify(black, white, given["images"][:, :, 16, 16].double())
    return {**found, "black": black, "white": white}


def members(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which images the three loaders serve, with which labels, in batches of which sizes."""
    loaders = ["train", "val", "test"]
    run = serve(lesson, given, 0, 0.1, [*loaders, "train again"])
    other = serve(lesson, given, 0, 0.2, loaders)
    train, val, test = (run[name].numbers for name in loaders)
    return {
        "images": {name: len(run[name].numbers) for name in loaders},
        "images with val_fraction=0.2": {name: len(other[name].numbers) for name in loaders},
        "unknown": {name: run[name].numbers.count(-1) for name in loaders},
        "test images in train": len({n for n in train if n >= given["trains"]}),
        "test images in val": len({n for n in val if n >= given["trains"]}),
        "train images in test": len({n for n in test if 0 <= n < given["trains"]}),
        "shared": len(set(train) & set(val)) + len(set(other["train"].numbers) & set(other["val"].numbers)),
        "repeated": {name: len(run[name].numbers) - len(set(run[name].numbers)) for name in loaders},
        "left out": len(set(range(given["trains"])) - set(train) - set(val)),
        "wrong labels": {
            name: int((run[name].labels != given["labels"][run[name].numbers]).any()) for name in loaders
        },
        "labels are whole numbers": not any(run[name].labels.is_floating_point() for name in loaders),
        "batches": {name: run[name].sizes for name in loaders},
        "batches of 7": {name: other[name].sizes for name in loaders},
        "every epoch has the same images": sorted(train) == sorted(run["train again"].numbers),
    }


def orders(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: in which order the images come in two epochs, under one seed twice and under another."""
    epochs = ["train", "val", "test", "train again"]
    run = serve(lesson, given, 0, 0.1, [*epochs, "val again", "test again"])
    same, other, like_other = (serve(lesson, given, number, 0.1, epochs) for number in (1, 2, 3))
    train, val, test, again = (run[name].numbers for name in epochs)
    return {
        "loaders that serve nothing": ", ".join(name for name in epochs[:3] if not run[name].numbers),
        "shuffled": train != sorted(train),
        "split depends on": depends(*(sorted(one["val"].numbers) for one in (run, same, other))),
        "order depends on": depends(*(one["train"].numbers for one in (run, same, other))),
        "new order": train != again,
        "next order depends on": depends(*(one["train again"].numbers for one in (run, same, other))),
        "val order stays": val == run["val again"].numbers == same["val"].numbers,
        "test order stays": test == sorted(test) == run["test again"].numbers,
        # Not compared: these tell a split that ignores the seed from one that takes other images, or the first.
        "test images in val": len({n for n in val if n >= given["trains"]}),
        "images": {name: len(run[name].numbers) for name in epochs[:3]},
        "another seed fixes the split": sorted(other["val"].numbers) == sorted(like_other["val"].numbers),
        "another seed fixes the order": other["train"].numbers == like_other["train"].numbers,
        "val stands in a row": max(val, default=0) - min(val, default=0) == len(val) - 1,
    }


def alterations(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which images differ from what was read, whether anew in every epoch, and their scale."""
    run = serve(lesson, given, 0, 0.1, ["train", "val", "test", "train again", "val again"])
    augmenting = augments(lesson, given)
    return {
        "val altered": altered(run["val"], given["images"]) > 0,
        "test altered": altered(run["test"], given["images"]) > 0,
        "train altered": altered(run["train"], given["images"]) > 0.5 or not augmenting,
        "altered anew": not repeats(run["train"], run["train again"]) or not augmenting,
        "normalised": is_normalised(lesson, run["black"], run["white"], given["scale"]),
        "unknown": {name: run[name].numbers.count(-1) for name in ("train", "val", "test")},
        # Not compared: these tell chance from an alteration that is always the same, and which images they were.
        "val altered anew": not repeats(run["val"], run["val again"]),
        "images": {name: len(run[name].numbers) for name in ("train", "val", "test")},
    }


def nobody_aside(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: how many different images are served where none are set aside for validation."""
    run = serve(lesson, given, 0, 0.0, ["train", "val", "test"])
    return {
        "images": {name: len(run[name].numbers) for name in run if isinstance(run[name], Epoch)},
        "left out": len(set(range(given["trains"])) - set(run["train"].numbers)),
    }


def forms(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: types in the batches, what the loaders are called, and how many processes prepare batches."""
    import tempfile

    from resnet_ref.cifar10 import LoaderConfig

    with tempfile.TemporaryDirectory() as folder:
        write_files(given, folder)
        loaders = lesson.create_cifar10_loaders(LoaderConfig(data_dir=folder, batch_size=16))
        several = lesson.create_cifar10_loaders(LoaderConfig(data_dir=folder, num_workers=2))
        named = dict(zip(["train", "val", "test"], loaders, strict=True))
        types = {name: Epoch(loader).types for name, loader in named.items()}
    try:  # what the student's own transform gives is judged elsewhere
        own = str(torch.as_tensor(lesson.cifar10_transforms(False)(given["images"][0].clone())).dtype)
    except Exception:
        own = "torch.float32"
    return {
        "labels": sorted({kind for _, kinds in types.values() for kind in kinds}),
        "images": sorted({kind for kinds, _ in types.values() for kind in kinds} - {own, "torch.float32"}),
        "names": [name for name, loader in named.items() if getattr(loaders, name, None) is not loader],
        # Whoever serves batches without a DataLoader has no processes for it.
        "workers": [n for n in (getattr(loader, "num_workers", 2) for loader in several) if n != 2],
    }


def depends(one: list[int], same: list[int], other: list[int]) -> str:
    """What fixes an order: the same seed gave `one` and `same`, another seed gave `other`."""
    return "the seed" if one == same != other else "nothing" if one == same else "the global random state"


def altered(epoch: Epoch, images: torch.Tensor) -> float:
    """Share of the images that are not, level for level, those that were read."""
    original = images[epoch.numbers].double()
    return ((epoch.images - original).abs().flatten(1).amax(1) > 0.5).double().mean().item()


def repeats(one: Epoch, two: Epoch) -> bool:
    """Whether most images look the same in both epochs."""
    place = {number: i for i, number in enumerate(two.numbers)}
    pairs = [(one.images[i], two.images[place[n]]) for i, n in enumerate(one.numbers) if n in place]
    return sum(bool((a - b).abs().max() < 0.5) for a, b in pairs) > len(pairs) / 2


def augments(lesson: Any, given: dict[str, Any]) -> bool:
    """Whether the student's own training transform alters images; if not, that mistake was counted elsewhere."""
    try:
        outputs = [lesson.cifar10_transforms(True)(given["images"][0].clone()) for _ in range(8)]
        return any(not torch.equal(outputs[0], out) for out in outputs)
    except Exception:
        return True


def is_normalised(lesson: Any, black: torch.Tensor, white: torch.Tensor, scale: list[list[float]]) -> bool:
    """Whether black and white are as `scale` says, or as the student's own transform, judged elsewhere, gives them."""
    mean, std = torch.tensor(scale, dtype=torch.float64)
    wanted = [(-mean / std, (1 - mean) / std)]
    try:
        transform = lesson.cifar10_transforms(False)
        levels = [torch.full((3, 32, 32), level, dtype=torch.uint8) for level in (0, 255)]
        wanted.append(tuple(transform(level)[:, 16, 16].double() for level in levels))
    except Exception:
        pass
    return any(bool(((black - b).abs() < 0.02).all() and ((white - w).abs() < 0.02).all()) for b, w in wanted)


# What is said where an observation differs from the reference's; {} is what was seen.
SPLIT_SAYS = {
    "images": "Of 50 training and 9 test images, with val_fraction=0.1, your loaders give: {}.",
    "images with val_fraction=0.2": "Of 50 training and 9 test images, with val_fraction=0.2, your loaders give: {}.",
    "unknown": "Some images match no image in cfg.data_dir, or are not normalised like the test images. "
    "How many, per loader: {}.",
    "test images in train": "Your train loader contains {} images of the test split.",
    "test images in val": "Your val loader contains {} images of the test split.",
    "train images in test": "Your test loader contains {} images of the training split.",
    "shared": "{} images are in both train and val.",
    "repeated": "Some images appear more than once in an epoch. How many, per loader: {}.",
    "left out": "{} of the 50 training images are neither in train nor in val.",
    "wrong labels": "Some images have a wrong label. Loaders with wrong labels are marked with 1: {}.",
    "labels are whole numbers": "Your labels are floating-point numbers; expected integers.",
    "batches": "With batch_size=16 your batches have these sizes: {}.",
    "batches of 7": "With batch_size=7 your batches have these sizes: {}.",
    "every epoch has the same images": "Your train loader gives other images in the second epoch than in the first.",
}
ORDER_SAYS = {
    "loaders that serve nothing": "These loaders give no images: {}.",
    "shuffled": "Your train loader does not shuffle: the images come in the order of the files.",
    "split depends on": "The split into train and val should depend on cfg.seed; yours depends on {}.",
    "order depends on": "The order of the training images should depend on cfg.seed; yours depends on {}.",
    "new order": "The training images have the same order in both epochs; expected a new order in every epoch.",
    "next order depends on": "The order in the second epoch should depend on cfg.seed; yours depends on {}.",
    "val order stays": "The order of the images in your val loader changes; it should always be the same.",
    "test order stays": "Your test loader does not keep the order of the test split.",
}
ALTERED_SAYS = {
    "val altered": "The pixels of your validation images are changed; these images should only be normalised.",
    "test altered": "The pixels of your test images are changed; these images should only be normalised.",
    "train altered": "Your training images are not augmented: they are neither cropped nor flipped.",
    "altered anew": "Every training image has the same crop and flip in both epochs; expected new ones in every epoch.",
    "normalised": "Your images are not normalised as in cifar10_transforms.",
    "unknown": SPLIT_SAYS["unknown"],
}


NOBODY_SAYS = {
    "images": "Of 50 training and 9 test images, with val_fraction=0, your loaders give: {}.",
    "left out": "With val_fraction=0, {} of the 50 training images are not in train.",
}
FORM_SAYS = {
    "labels": "Your labels have dtype {}, expected torch.int64.",
    "images": "Your images have dtype {}, expected torch.float32.",
    "names": "Your result does not have these attributes: {}. Return Loaders(train, val, test).",
    "workers": "With cfg.num_workers=2 your loaders have other values of num_workers: {}.",
}


def compare(student: dict[str, Any], reference: dict[str, Any], says: dict[str, str]) -> None:
    """Say the first of these sentences that the loaders deserve."""
    for name, sentence in says.items():
        if student[name] != reference[name]:
            seen = student[name]
            if isinstance(seen, dict):
                seen = ", ".join(f"{key}: {value}" for key, value in seen.items())
            elif isinstance(seen, list):
                seen = ", ".join(map(str, seen))
            raise CheckFailed(sentence.format(seen))


@check("01.loaders", "the split, the order and the augmentation", weight=6, reread=SPLIT)
def test_loaders(observe: Observer) -> None:
    for part in (test_split, test_order, test_altered):
        part(observe)


@check("01.loaders", "the images in train, val and test", weight=2, reread=SPLIT)
def test_split(observe: Observer) -> None:
    compare(*observe(members, draw_data_set(observe.rng)), SPLIT_SAYS)


@check("01.loaders", "the order of the images, and the seed", weight=1, reread=SEED)
def test_order(observe: Observer) -> None:
    compare(*observe(orders, draw_data_set(observe.rng)), ORDER_SAYS)


@check("01.loaders", "augmentation of the training images only", weight=1, reread=AUGMENT)
def test_altered(observe: Observer) -> None:
    compare(*observe(alterations, draw_data_set(observe.rng)), ALTERED_SAYS)


@check("01.loaders", "the split with val_fraction=0", weight=1, reread=SPLIT)
def test_nobody_aside(observe: Observer) -> None:
    compare(*observe(nobody_aside, draw_data_set(observe.rng)), NOBODY_SAYS)


@check("01.loaders", "dtypes, attribute names and num_workers", weight=1, reread=SPLIT, supports=True)
def test_forms(observe: Observer) -> None:
    compare(*observe(forms, draw_data_set(observe.rng)), FORM_SAYS)

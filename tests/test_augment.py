"""Batched augmentation: every image once an epoch, and nothing but crops, flips and cut-outs of it."""

import pytest
import torch
from torch.nn import functional as F

from resnet_ref.augment import SHIFT, ResidentBatches, plain_batches

COUNT = 23


@pytest.fixture
def images():
    return torch.randint(256, (COUNT, 3, 32, 32), dtype=torch.uint8)


def batches_of(images, **options) -> ResidentBatches:
    """Batches whose labels are the images' own numbers and whose pixels are 0..1."""
    return ResidentBatches(
        images, torch.arange(COUNT), [0, 0, 0], [1, 1, 1], **{"batch_size": 5, "seed": 3} | options
    )


def epoch_of(batches, epoch=0):
    """All images and labels of one epoch, in the order of the labels."""
    batches.epoch = epoch
    pixels, labels = (torch.cat(parts) for parts in zip(*batches, strict=True))
    return pixels[labels.argsort()], labels


def corner(crop, image):
    """Where in the padded image a crop was taken, and whether it was flipped."""
    size = crop.shape[-1]
    padded = F.pad(image[None].float(), (SHIFT,) * 4, mode="reflect")[0] / 255
    windows = padded.unfold(1, size, 1).unfold(2, size, 1)
    for flipped in (False, True):
        wanted = crop.flip(-1) if flipped else crop
        found = (windows == wanted[:, None, None]).all(dim=(0, 3, 4)).nonzero()
        if len(found):
            return *found[0].tolist(), flipped
    return None


@pytest.mark.parametrize("batch_size", [1, 5, 8, 23, 100])
def test_every_image_comes_once_an_epoch_in_batches_of_nearly_one_size(images, batch_size):
    batches = batches_of(images, batch_size=batch_size)
    sizes = [len(labels) for _, labels in batches]
    assert sorted(epoch_of(batches)[1].tolist()) == list(range(COUNT))
    assert len(batches) == len(sizes)
    assert max(sizes) <= batch_size
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize("crop", [32, 24, 9])
def test_crops_are_windows_within_four_pixels_of_the_middle(images, crop):
    margin = (32 - crop) // 2
    rows = set()
    for epoch in range(3):
        for pixels, image in zip(epoch_of(batches_of(images, crop=crop), epoch)[0], images, strict=True):
            row, column, _ = corner(pixels, image)
            assert 0 <= row - margin <= 2 * SHIFT
            assert 0 <= column - margin <= 2 * SHIFT
            rows.add(row)
    assert len(rows) > SHIFT


def test_flips_alternate(images):
    flips = [
        [
            corner(pixels, image)[2]
            for pixels, image in zip(epoch_of(batches_of(images), epoch)[0], images, strict=True)
        ]
        for epoch in range(3)
    ]
    assert flips[0] == flips[2]
    assert flips[1] == [not flipped for flipped in flips[0]]
    assert 0 < sum(flips[0]) < COUNT


def test_epochs_and_seeds_differ_and_the_global_generator_does_not_matter(images):
    order = [
        epoch_of(batches_of(images, seed=seed), epoch)[1].tolist() for seed, epoch in ((0, 0), (0, 1), (1, 0))
    ]
    assert order[0] != order[1]
    assert order[0] != order[2]
    torch.manual_seed(1)
    assert epoch_of(batches_of(images, seed=0))[1].tolist() == order[0]


def test_an_epoch_can_be_taken_up_in_its_middle(images):
    whole = list(batches_of(images))
    answers = iter([False, True])
    begun = batches_of(images, stop=lambda: next(answers))
    first = list(begun)
    assert (begun.next_step, begun.seen) == (2, sum(len(labels) for _, labels in first))
    rest = batches_of(images)
    rest.first_step = begun.next_step
    assert len(rest) == len(whole) - 2
    for (pixels, labels), (expected, expected_labels) in zip([*first, *rest], whole, strict=True):
        assert torch.equal(pixels, expected)
        assert torch.equal(labels, expected_labels)


@pytest.mark.parametrize("world", [2, 3])
def test_processes_share_each_batch(images, world):
    shares = [list(batches_of(images, rank=rank, world=world)) for rank in range(world)]
    for alone, *parts in zip(batches_of(images), *shares, strict=True):
        together = torch.cat([labels for _, labels in parts])
        assert sorted(together.tolist()) == sorted(alone[1].tolist())


def test_more_processes_than_images_in_a_batch_are_refused(images):
    with pytest.raises(ValueError, match="4 processes cannot share batches of 2 images: use a batch_size"):
        batches_of(images, batch_size=3, world=4)


@pytest.mark.parametrize(("asked", "side"), [(1, 1), (2, 1), (3, 3), (8, 7)])
def test_a_cutout_has_a_pixel_in_its_middle(images, asked, side):
    cut, _ = next(iter(batches_of(images.clamp_min(1), batch_size=COUNT, cutout=asked)))
    assert (cut == 0).all(1).any(1).sum(1).max() == side


def test_cutout_sets_one_square_to_the_mean(images):
    options = {"mean": [0.1, 0.2, 0.3], "std": [0.5, 0.6, 0.7]}
    make = lambda cutout: ResidentBatches(  # noqa: E731
        images, torch.arange(COUNT), **options, batch_size=COUNT, seed=0, cutout=cutout
    )
    (whole, _), (cut, _) = next(iter(make(0))), next(iter(make(7)))
    hole = (cut != whole).any(dim=1)
    assert (cut.permute(0, 2, 3, 1)[hole] == 0).all()
    for one in hole:
        height, width = one.any(dim=1).sum(), one.any(dim=0).sum()
        assert 4 <= height <= 7
        assert 4 <= width <= 7
        assert one.sum() == height * width


@pytest.mark.parametrize("channels_last", [True, False])
def test_memory_format_and_normalisation(images, channels_last):
    mean, std = [0.5, 0.4, 0.3], [0.2, 0.3, 0.4]
    batches = ResidentBatches(
        images, torch.arange(COUNT), mean, std, batch_size=COUNT, seed=0, channels_last=channels_last
    )
    pixels, labels = next(iter(batches))
    plain, plain_labels = next(iter(plain_batches(images, torch.arange(COUNT), mean, std, COUNT)))
    wanted = torch.channels_last if channels_last else torch.contiguous_format
    assert pixels.is_contiguous(memory_format=wanted)
    expected = (images / 255 - torch.tensor(mean).view(3, 1, 1)) / torch.tensor(std).view(3, 1, 1)
    torch.testing.assert_close(plain, expected)
    assert plain_labels.tolist() == list(range(COUNT))
    assert pixels.dtype == torch.float32
    assert len(labels) == COUNT

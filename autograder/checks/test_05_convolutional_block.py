"""05.convolutional_block: the bottleneck that changes shape, with a projection on its shortcut."""

from __future__ import annotations

from typing import Any

import torch

from autograder.comparing import Observer, assert_same, check, draw_state, randn
from autograder.comparing.first_difference import explain_difference, in_words
from autograder.inside.probing import Evaluated, evaluated, trained
from resnet_ref.convolutional_block import ConvolutionalBlock

PROJECTION = '"A shortcut that projects"; He et al. 2015, section 3.3, option B'
STRIDE = '"Where the stride stands"'
STATISTICS = 'lesson 02, "Running statistics"'


def draw(
    rng: torch.Generator, in_channels: int, width: int, stride: int, size: tuple[int, int]
) -> dict[str, Any]:
    """A batch, weights for every layer, and a direction to take the gradient in."""
    images = randn(rng, 3, in_channels, *size)
    block = ConvolutionalBlock(in_channels, width, stride)
    state = draw_state(block, rng, images)
    for entry, words in zip(state, in_words([entry["label"] for entry in state]), strict=True):
        entry["label"] = words
    with torch.no_grad():
        direction = randn(rng, *block(images).shape)
    arguments = [in_channels, width, stride]
    given = {"arguments": arguments, "images": images, "state": state, "direction": direction}
    return {**given, "other": images[1:2]}


def block_evaluated(lesson: Any, given: dict[str, Any]) -> Evaluated:
    """Probe: see `evaluated`."""
    return evaluated(lesson.ConvolutionalBlock(*given["arguments"]), given)


def block_trained(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: see `trained`."""
    return trained(lesson.ConvolutionalBlock(*given["arguments"]), given)


@check(
    "05.convolutional_block",
    "the output with stride 2 and with stride 1",
    weight=7,
    reread=STRIDE,
)
def test_output(observe: Observer) -> None:
    # Even both ways, as pictures are: here strides can fall on either. Then odd, the first block of stage 1, and a
    # shape that stays the same.
    for in_channels, stride, size in ((6, 2, (8, 6)), (10, 2, (9, 6)), (4, 1, (7, 5)), (16, 1, (5, 8))):
        student, reference = observe(block_evaluated, draw(observe.rng, in_channels, 4, stride, size))
        explain_difference(student, reference)


@check("05.convolutional_block", "the output with stride 2", weight=1, reread=STRIDE)
def test_output_halved(observe: Observer) -> None:
    student, reference = observe(block_evaluated, draw(observe.rng, 10, 4, 2, (9, 6)))
    explain_difference(student, reference)


@check("05.convolutional_block", "the output with the default stride", weight=1, reread=STRIDE)
def test_output_default_stride(observe: Observer) -> None:
    # Even both ways, as pictures are: here strides can fall on either.
    given = draw(observe.rng, 6, 4, 2, (8, 6))
    student, reference = observe(block_evaluated, {**given, "arguments": given["arguments"][:2]})
    explain_difference(student, reference)


@check("05.convolutional_block", "the output when only the channels change", weight=1, reread=PROJECTION)
def test_output_same_size(observe: Observer) -> None:
    # The first block of stage 1: here the shortcut's convolution and the last one have weights of one shape.
    student, reference = observe(block_evaluated, draw(observe.rng, 4, 4, 1, (7, 5)))
    explain_difference(student, reference)


@check("05.convolutional_block", "the output when the shape stays the same", weight=1, reread=PROJECTION)
def test_output_same_shape(observe: Observer) -> None:
    student, reference = observe(block_evaluated, draw(observe.rng, 12, 3, 1, (5, 8)))
    explain_difference(student, reference)


@check("05.convolutional_block", "gradients through both paths", weight=2, reread=PROJECTION)
def test_gradients(observe: Observer) -> None:
    student, reference = observe(block_trained, draw(observe.rng, 6, 4, 3, (11, 8)))
    for part in ("gradient of the input", "gradients"):
        assert_same({part: student[part]}, {part: reference[part]})


@check("05.convolutional_block", "running statistics after a training step", weight=1, reread=STATISTICS)
def test_running_statistics(observe: Observer) -> None:
    student, reference = observe(block_trained, draw(observe.rng, 5, 4, 2, (6, 9)))
    for part in ("still in train mode", "running statistics"):
        assert_same({part: student[part]}, {part: reference[part]})

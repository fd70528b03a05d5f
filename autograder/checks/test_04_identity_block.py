"""04.identity_block: the bottleneck whose shortcut is its input."""

from __future__ import annotations

from typing import Any

import torch

from autograder.comparing import CheckFailed, Observer, assert_same, check, draw_state, randn
from autograder.comparing.first_difference import explain_difference
from autograder.inside.probing import Evaluated, evaluated, raised, trained
from resnet_ref.identity_block import IdentityBlock

WIDTH = 8
SHAPE = (3, 4 * WIDTH, 7, 5)  # odd and not square: a block that mixes up height and width shows
BLOCK = '"The shape of a block"; He et al. 2015, figure 5, right'
STATISTICS = '"BatchNorm in two moods"; lesson 02, "Running statistics"'


def draw(rng: torch.Generator) -> dict[str, Any]:
    """A batch, weights for every layer, and a direction to take the gradient in."""
    images = randn(rng, *SHAPE)
    state = draw_state(IdentityBlock(4 * WIDTH, WIDTH), rng, images)
    return {"width": WIDTH, "images": images, "state": state, "direction": randn(rng, *SHAPE)}


def block_evaluated(lesson: Any, given: dict[str, Any]) -> Evaluated:
    """Probe: see `evaluated`."""
    return evaluated(lesson.IdentityBlock(4 * given["width"], given["width"]), given)


def block_trained(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: see `trained`."""
    return trained(lesson.IdentityBlock(4 * given["width"], given["width"]), given)


def refused(lesson: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Probe: which exception each pair of arguments raises."""
    return {
        f"IdentityBlock({channels}, {width})": raised(lambda c=channels, w=width: lesson.IdentityBlock(c, w))
        for channels, width in given["arguments"]
    }


@check("04.identity_block", "the output for a new batch", weight=4, reread=BLOCK)
def test_output(observe: Observer) -> None:
    student, reference = observe(block_evaluated, draw(observe.rng))
    explain_difference(student, reference)


@check("04.identity_block", "gradients through both paths", weight=2, reread=BLOCK)
def test_gradients(observe: Observer) -> None:
    student, reference = observe(block_trained, draw(observe.rng))
    for part in ("gradient of the input", "gradients"):
        assert_same({part: student[part]}, {part: reference[part]})


@check("04.identity_block", "running statistics after a training step", weight=2, reread=STATISTICS)
def test_running_statistics(observe: Observer) -> None:
    student, reference = observe(block_trained, draw(observe.rng))
    assert_same(student["running statistics"], reference["running statistics"])


@check(
    "04.identity_block", "ValueError for channels that do not match", weight=2, reread=BLOCK, supports=True
)
def test_refuses_other_channels(observe: Observer) -> None:
    arguments = [[64, 64], [32, 16], [16, 8], [256, 32], [30, 10], [20, 8], [32, 8], [256, 64]]
    arguments += [[4 * WIDTH + more, WIDTH] for more in (-1, 1, 2, 3)]  # next to what fits
    student, reference = observe(refused, {"arguments": arguments})
    for call, expected in reference.items():
        if student[call] != expected:
            seen = f"raises {student[call]}" if student[call] else "is accepted"
            wanted = f"should raise {expected}" if expected else "is a valid block and should be accepted"
            raise CheckFailed(f"{call} {seen}; it {wanted}.")

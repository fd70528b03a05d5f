"""Whatever an earlier exercise accepts is accepted as a part of what a later lesson builds from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from conftest import ROOT
from torch import nn

from autograder.course.catalogue import find_exercise
from autograder.judge.bank import alternatives, execute
from autograder.judge.exercises import judge_exercise
from autograder.judge.in_process import InProcess

BANK = ROOT / "autograder" / "bank"
REFERENCE = ROOT / "resnet_ref"
# A later exercise, a right solution that is built from earlier ones, and those.
BUILT_FROM = {
    "03.blocks": (REFERENCE / "residual.py", ["02.conv2d", "02.batchnorm"]),
    "04.identity_block": (REFERENCE / "identity_block.py", ["02.conv2d", "02.batchnorm"]),
    "05.convolutional_block": (REFERENCE / "convolutional_block.py", ["02.conv2d", "02.batchnorm"]),
    "06.make_stage": (
        BANK / "06.make_stage" / "imported_blocks_in_a_loop.py",
        ["02.batchnorm", "04.identity_block", "05.convolutional_block"],
    ),
    "06.resnet50": (
        BANK / "06.resnet50" / "functional_stem_and_head.py",
        ["02.batchnorm", "04.identity_block", "05.convolutional_block", "06.make_stage"],
    ),
    "12.resnet": (
        BANK / "12.resnet" / "lesson_blocks.py",
        ["02.batchnorm", "04.identity_block", "05.convolutional_block"],
    ),
}
PARTS = ("IdentityBlock", "ConvolutionalBlock", "make_stage")
SLOW = ("06.resnet50", "12.resnet")  # two seconds each; half a minute where a convolution is four loops


def pairs() -> list[Any]:
    return [
        pytest.param(
            later,
            earlier,
            path,
            marks=[pytest.mark.slow] if later in SLOW or path.stem == "four_loops" else [],
            id=f"{later}-{earlier}.{path.stem}",
        )
        for later, (_, parts) in BUILT_FROM.items()
        for earlier in parts
        for path in alternatives(earlier)
    ]


def convolution_of(function: Any) -> type[nn.Module]:
    """A module like nn.Conv2d that calls a student's conv2d."""

    class Conv2d(nn.Module):
        def __init__(
            self,
            inside: int,
            outside: int,
            kernel_size: int,
            stride: int = 1,
            padding: int = 0,
            bias: bool = False,
        ) -> None:
            super().__init__()
            self.in_channels, self.stride, self.padding = inside, stride, padding
            self.kernel = nn.Parameter(torch.randn(outside, inside, kernel_size, kernel_size) * 0.1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            out: torch.Tensor = function(x, self.kernel, self.stride, self.padding)
            return out

    return Conv2d


def built(path: Path, parts: dict[str, Any]) -> dict[str, Any]:
    """What a solution defines, with `parts` in the place of the layers and blocks that it uses."""
    source = path.read_text(encoding="utf-8")
    for layer in ("Conv2d", "BatchNorm2d"):
        if layer in parts:
            source = source.replace(f"nn.{layer}(", f"{layer}(")
    names: dict[str, Any] = {"__name__": "built", **parts}
    exec(compile(source, path.name, "exec"), names)
    names.update({name: parts[name] for name in PARTS if name in parts})  # over what it imported
    return names


@pytest.mark.parametrize(("later", "earlier", "path"), pairs())
def test_every_alternative_is_accepted_as_a_part(later: str, earlier: str, path: Path) -> None:
    parts = execute(path.read_text(encoding="utf-8"), path.name)
    if earlier == "02.conv2d":
        parts = {"Conv2d": convolution_of(parts["conv2d"])}
    elif earlier == "02.batchnorm":
        layers = {"BatchNorm2d": parts["BatchNorm2d"]}
        for block, file in (
            ("IdentityBlock", "identity_block"),
            ("ConvolutionalBlock", "convolutional_block"),
        ):
            parts[block] = built(REFERENCE / f"{file}.py", layers)[block]
    used = {name: parts[name] for name in ("Conv2d", "BatchNorm2d", *PARTS) if name in parts}
    exercise = find_exercise(later)[1]
    result = judge_exercise(exercise, InProcess(built(BUILT_FROM[later][0], used)), seed=11)
    assert result.score == exercise.points, [check.diagnosis for check in result.checks]

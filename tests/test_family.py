"""ResNet-18 to 152 against torchvision's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torchvision
from torch import nn

from resnet_ref.family import BLOCKS, BasicBlock, resnet
from resnet_ref.network import ResNet50, count_parameters


@pytest.mark.parametrize("depth", BLOCKS)
def test_names_and_shapes_are_torchvisions_in_order(depth: int) -> None:
    with torch.device("meta"):
        ours = resnet(depth, 1000, stem="imagenet")
        theirs = torchvision.models.get_model(f"resnet{depth}")
    assert [(name, t.shape) for name, t in ours.state_dict().items()] == [
        (name, t.shape) for name, t in theirs.state_dict().items()
    ]


def test_parameter_count_of_resnet18() -> None:
    with torch.device("meta"):
        assert count_parameters(resnet(18)) == 11_173_962


@pytest.mark.parametrize("depth", BLOCKS)
def test_depth_is_the_number_of_weighted_layers(depth: int) -> None:
    with torch.device("meta"):
        modules = resnet(depth).named_modules()
    layers = [name for name, module in modules if isinstance(module, nn.Conv2d | nn.Linear)]
    assert len([name for name in layers if "downsample" not in name]) == depth


@pytest.mark.parametrize("training", [False, True], ids=["eval", "train"])
def test_resnet18_agrees_with_torchvision(training: bool) -> None:
    theirs = torchvision.models.resnet18(num_classes=7).double().train(training)
    for module in theirs.modules():
        if isinstance(module, nn.BatchNorm2d):
            for tensor in (module.weight.data, module.bias.data, module.running_mean, module.running_var):
                assert tensor is not None
                tensor.uniform_(0.5, 1.5)
    ours = resnet(18, 7, stem="imagenet").double().train(training)
    ours.load_state_dict(theirs.state_dict())
    images = torch.randn(2, 3, 65, 49, dtype=torch.float64)
    upstream = torch.randn(2, 7, dtype=torch.float64)
    outputs = ours(images), theirs(images)
    torch.testing.assert_close(*outputs, rtol=1e-9, atol=1e-9)
    gradients = (
        torch.autograd.grad(output, list(model.parameters()), upstream)
        for output, model in zip(outputs, (ours, theirs), strict=True)
    )
    torch.testing.assert_close(*gradients, rtol=1e-7, atol=1e-9)
    torch.testing.assert_close(dict(ours.named_buffers()), dict(theirs.named_buffers()), rtol=1e-9, atol=1e-9)


def test_resnet50_is_the_course_s_own() -> None:
    family, lesson = resnet(50, width=8).eval(), ResNet50(width=8).eval()
    lesson.load_state_dict(family.state_dict())
    images = torch.randn(2, 3, 16, 16)
    assert torch.equal(family(images), lesson(images))


def test_basic_block_projects_only_where_shapes_differ() -> None:
    for block, projects in (
        (BasicBlock(8, 8), False),
        (BasicBlock(8, 16), True),
        (BasicBlock(8, 8, stride=2), True),
    ):
        assert isinstance(block.downsample, nn.Sequential) is projects
    x = torch.randn(2, 8, 7, 5)
    before = x.clone()
    assert BasicBlock(8, 8)(x).shape == (2, 8, 7, 5)
    assert BasicBlock(8, 16, 2)(x).shape == (2, 16, 4, 3)
    assert torch.equal(x, before)


@pytest.mark.parametrize(
    ("call", "advice"),
    [
        (lambda: resnet(20), "no ResNet depth 20"),
        (lambda: resnet(51), "Did you mean: .*50"),
        (lambda: resnet(18, stem="cifar10"), "Did you mean: cifar"),
        (lambda: resnet(18, width=0), "width must be a whole number of at least 1"),
        (lambda: resnet(18, 0), "num_classes must be a whole number of at least 1"),
        (lambda: BasicBlock(8, 8, 0), "stride must be a whole number of at least 1"),
        (lambda: BasicBlock(8, 8)(torch.zeros(2, 3, 4, 4)), "BasicBlock takes 8 channels"),
    ],
)
def test_bad_input_is_a_sentence(call: Callable[[], object], advice: str) -> None:
    with pytest.raises(ValueError, match=advice):
        call()

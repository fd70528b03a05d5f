"""Lesson 03's reference: two blocks that differ by one addition, and gradient norms."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.testing import assert_close

from resnet_ref.residual import PlainBlock, ResidualBlock, gradient_norms


def randomised(block: PlainBlock) -> PlainBlock:
    for name, tensor in block.state_dict().items():
        if "bn" in name and tensor.is_floating_point():
            tensor.uniform_(0.5, 1.5)
    return block


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("kind", [PlainBlock, ResidualBlock])
def test_block_is_the_formula(kind: type[PlainBlock], training: bool) -> None:
    block = randomised(kind(4)).train(training)
    x = torch.randn(3, 4, 7, 6)
    weights = dict(block.state_dict())

    def bn(y: torch.Tensor, name: str) -> torch.Tensor:
        mean, var = (weights[f"{name}.{statistic}"].clone() for statistic in ("running_mean", "running_var"))
        return F.batch_norm(y, mean, var, weights[f"{name}.weight"], weights[f"{name}.bias"], training)

    y = F.relu(bn(F.conv2d(x, weights["conv1.weight"], padding=1), "bn1"))
    y = bn(F.conv2d(y, weights["conv2.weight"], padding=1), "bn2")
    expected = F.relu(y + x) if kind is ResidualBlock else F.relu(y)
    before = x.clone()
    assert_close(block(x), expected)
    assert torch.equal(x, before), "the block changed its input in place"


def test_the_two_blocks_load_each_others_weights() -> None:
    plain, residual = PlainBlock(4), ResidualBlock(4)
    residual.load_state_dict(plain.state_dict())
    x = torch.randn(2, 4, 5, 5)
    assert not torch.allclose(plain(x), residual(x))


def small_net(block: type[PlainBlock], depth: int = 2) -> nn.Sequential:
    blocks = [block(8) for _ in range(depth)]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5)]
    return nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), *blocks, *head)


@pytest.mark.parametrize("training", [True, False])
def test_gradient_norms_are_autograds(training: bool) -> None:
    model = small_net(ResidualBlock).train(training)
    images, labels = torch.randn(6, 3, 8, 8), torch.tensor([0, 1, 2, 3, 4, 0])
    norms = gradient_norms(model, images, labels)
    assert all(parameter.grad is None for parameter in model.parameters())
    assert all(module.training is training for module in model.modules())
    F.cross_entropy(model(images), labels).backward()
    modules = model.named_modules()
    assert list(norms) == [f"{name}.weight" for name, module in modules if isinstance(module, nn.Conv2d)]
    for name, norm in norms.items():
        gradient = model.get_parameter(name).grad
        assert gradient is not None
        assert norm == pytest.approx(gradient.norm().item(), rel=1e-5)


def test_gradient_norms_leaves_a_mixed_mode_and_a_frozen_layer_alone() -> None:
    model = small_net(PlainBlock).train()
    model[1].eval()
    model[0].requires_grad_(False)
    modes = [module.training for module in model.modules()]
    norms = gradient_norms(model, torch.randn(2, 3, 8, 8), torch.tensor([0, 1]))
    assert [module.training for module in model.modules()] == modes
    assert "0.weight" not in norms
    assert len(norms) == 4


def test_gradient_norms_of_a_wholly_frozen_model_are_none() -> None:
    model = small_net(PlainBlock).requires_grad_(False)
    assert gradient_norms(model, torch.randn(2, 3, 9, 7), torch.tensor([0, 1])) == {}


def test_a_shortcut_keeps_the_gradient_alive() -> None:
    """In eval mode, where torch's initial weights make a plain block shrink what passes."""
    images, labels = torch.randn(4, 3, 8, 8), torch.tensor([0, 1, 2, 3])
    plain, residual = (
        gradient_norms(small_net(block, depth=24).eval(), images, labels)["0.weight"]
        for block in (PlainBlock, ResidualBlock)
    )
    assert residual > 1000 * plain


def test_bad_input_is_a_sentence() -> None:
    with pytest.raises(ValueError, match="channels must be a whole number of at least 1"):
        PlainBlock(0)
    with pytest.raises(ValueError, match="ResidualBlock takes 4 channels"):
        ResidualBlock(4)(torch.zeros(2, 3, 8, 8))

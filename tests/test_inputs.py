"""What checks draw: nothing so large that a mistake beside it would be within the tolerance."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from autograder.comparing import draw_state, randn
from autograder.inside.layers import watch
from autograder.inside.probing import set_weights
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock
from resnet_ref.network import ResNet50

MODELS = {
    "identity": lambda: IdentityBlock(32, 8),
    "convolutional": lambda: ConvolutionalBlock(24, 8, stride=2),
    "network": lambda: ResNet50(num_classes=5, width=4),
}


@pytest.mark.parametrize("make", MODELS.values(), ids=MODELS)
def test_no_value_drowns_the_others(make) -> None:
    for seed in range(20):
        rng, model = torch.Generator().manual_seed(seed), make()
        images = randn(rng, 3, 3 if isinstance(model, ResNet50) else model.conv1.in_channels, 9, 7)
        state = draw_state(model, rng, images)
        other = make()
        set_weights(other, state, images)
        output, seen = watch(other, images)
        scales = [layer.row()["summary"]["scale"] for layer in seen.layers if layer.kind == "batch_norm"]
        assert max(scales) < 20 * min(scales)
        assert output.abs().max() < 100 * output.abs().mean()


def test_statistics_are_those_that_the_model_has_afterwards() -> None:
    rng, model = torch.Generator().manual_seed(0), IdentityBlock(32, 8)
    state = draw_state(model, rng, randn(rng, 3, 32, 9, 7))
    drawn = [entry["weights"]["running_var"] for entry in state if entry["kind"] == "batch_norm"]
    found = [module.running_var for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    assert all(torch.equal(one, other) for one, other in zip(drawn, found, strict=True))
    assert all((variance > 0).all() for variance in drawn)
    assert min(variance.min() for variance in drawn) < 0.02  # so small that another eps shows

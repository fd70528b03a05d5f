"""`evaluation_mode` gives every submodule its own mode back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from resnet_ref.cifar10 import CLASSES
from resnet_ref.evaluation import collect_predictions, visualize_test_predictions
from resnet_ref.gradcam import grad_cam, show_gradcam_grid
from resnet_ref.inspection import show_feature_maps
from resnet_ref.modes import evaluation_mode
from resnet_ref.network import ResNet50
from resnet_ref.train_utils import evaluate_classification

IMAGES = torch.randn(2, 3, 16, 16)
BATCHES = [(IMAGES, torch.tensor([0, 1]))]


def modes(model: nn.Module) -> list[bool]:
    return [module.training for module in model.modules()]


@pytest.fixture
def mixed() -> nn.Module:
    """In train mode, but for one BatchNorm that someone froze; its parent's flag says nothing of that."""
    frozen = nn.BatchNorm2d(4)
    model = nn.Sequential(nn.Sequential(nn.Conv2d(3, 4, 1), frozen), nn.Dropout()).train()
    frozen.eval()
    return model


def test_eval_inside_and_each_modes_own_afterwards(mixed: nn.Module) -> None:
    found = modes(mixed)
    with evaluation_mode(mixed):
        assert not any(modes(mixed))
    assert modes(mixed) == found
    assert True in found
    assert False in found


def test_restored_after_an_error(mixed: nn.Module) -> None:
    found = modes(mixed)
    with pytest.raises(RuntimeError, match="from the body"), evaluation_mode(mixed):
        raise RuntimeError("from the body")
    assert modes(mixed) == found


def test_nested_uses_do_not_disturb_each_other(mixed: nn.Module) -> None:
    found = modes(mixed)
    with evaluation_mode(mixed):
        with evaluation_mode(mixed):
            pass
        assert not any(modes(mixed))
    assert modes(mixed) == found


LOOKS: list[Callable[[nn.Module], object]] = [
    lambda net: evaluate_classification(net, BATCHES, F.cross_entropy),
    lambda net: collect_predictions(net, BATCHES),
    lambda net: visualize_test_predictions(net, BATCHES, CLASSES, n=1),
    lambda net: show_feature_maps(net, IMAGES[0], "layer1", n=1),
    lambda net: grad_cam(net, "layer1", IMAGES),
    lambda net: show_gradcam_grid(net, "layer1", IMAGES, CLASSES),
]


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("look", LOOKS)
def test_whoever_looks_at_a_network_gives_every_module_its_mode_back(
    look: Callable[[nn.Module], object], fails: bool
) -> None:
    net = ResNet50(10, width=2)
    net.layer2.eval()
    net.layer2[1].bn1.train()
    found, met = modes(net), []

    def note(*_: object) -> None:
        met.append(any(modes(net)))
        if fails:
            raise RuntimeError("in the middle")

    net.layer3.register_forward_hook(note)
    if fails:
        with pytest.raises(RuntimeError, match="in the middle"):
            look(net)
    else:
        look(net)
    assert met
    assert not any(met)
    assert modes(net) == found

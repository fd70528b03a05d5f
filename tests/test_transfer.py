"""Lesson 12's transfer: loading by name, and a backbone that stays frozen."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from resnet_ref.family import resnet
from resnet_ref.network import ResNet
from resnet_ref.transfer import freeze_backbone, load_by_name


def small_net(num_classes: int = 10) -> ResNet:
    return resnet(18, num_classes, width=8)


def test_load_by_name_fills_what_fits_and_names_the_rest() -> None:
    source, target = small_net(num_classes=5), small_net(num_classes=10)
    before = copy.deepcopy(target.state_dict())
    given = {
        name: torch.rand_like(t.float()) + 1 for name, t in source.state_dict().items() if name != "bn1.bias"
    }
    given["layer2.0.conv1.weight"] = torch.zeros(8, 16, 3, 3)  # as many numbers as the model's [16, 8, 3, 3]
    given["extra.weight"] = torch.zeros(3)
    kept = copy.deepcopy(given)
    missing, unexpected = load_by_name(target, given)

    assert missing == ["bn1.bias", "layer2.0.conv1.weight", "fc.weight", "fc.bias"]
    assert unexpected == ["layer2.0.conv1.weight", "fc.weight", "fc.bias", "extra.weight"]
    for name, tensor in target.state_dict().items():
        assert torch.equal(tensor, before[name] if name in missing else given[name].to(tensor.dtype)), name
    assert list(given) == list(kept)
    assert all(torch.equal(given[name], kept[name]) for name in kept)
    assert all(parameter.requires_grad for parameter in target.parameters())


def test_load_by_name_copies_rather_than_shares() -> None:
    source, target = small_net(), small_net()
    assert load_by_name(target, source.state_dict()) == ([], [])
    with torch.no_grad():
        source.conv1.weight.zero_()
    assert target.conv1.weight.abs().sum() > 0


def test_load_by_name_leaves_a_running_graph_alone() -> None:
    target = small_net()
    load_by_name(target, {name: t.clone().requires_grad_() for name, t in target.named_parameters()})
    assert all(parameter.is_leaf for parameter in target.parameters())


def test_load_by_name_of_a_whole_checkpoint_says_what_to_pass() -> None:
    model = small_net()
    before = copy.deepcopy(model.state_dict())
    checkpoint: dict[str, Any] = {
        "conv1.weight": torch.zeros_like(model.conv1.weight),
        "model": model.state_dict(),
        "epoch": 3,
    }
    with pytest.raises(TypeError, match=r'pass the part with the weights, often checkpoint\["model"\]'):
        load_by_name(model, checkpoint)
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())


def train_one_step(model: nn.Module) -> None:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1)
    F.cross_entropy(model(torch.randn(4, 3, 16, 16)), torch.tensor([0, 1, 2, 3])).backward()
    optimizer.step()


def changed(model: nn.Module, before: dict[str, torch.Tensor]) -> set[str]:
    return {name for name, tensor in model.state_dict().items() if not torch.equal(tensor, before[name])}


def through_pickle(model: ResNet) -> ResNet:
    return pickle.loads(pickle.dumps(model))


@pytest.mark.parametrize("copied", [lambda model: model, copy.deepcopy, through_pickle])
def test_only_the_head_moves_also_after_train(copied: Callable[[ResNet], ResNet]) -> None:
    model = small_net()
    names = list(model.state_dict())
    freeze_backbone(model)
    freeze_backbone(model)  # a cell of a notebook is run twice
    model = copied(model)
    model.train()
    assert list(model.state_dict()) == names
    before = copy.deepcopy(model.state_dict())
    train_one_step(model)
    assert changed(model, before) == {"fc.weight", "fc.bias"}


def test_a_frozen_networks_features_do_not_depend_on_the_batch() -> None:
    model = small_net()
    freeze_backbone(model)
    model.train()
    images = torch.randn(3, 3, 16, 16)
    together, alone = model(images), torch.cat([model(image[None]) for image in images])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


def test_without_freezing_everything_moves() -> None:
    """The control: the step above does move weights and statistics of a network that is not frozen."""
    model = small_net()
    before = copy.deepcopy(model.state_dict())
    train_one_step(model.train())
    assert changed(model, before) == set(before)


def test_freezing_needs_a_head_called_fc() -> None:
    with pytest.raises(ValueError, match=r"has only: body, classifier\. Name its head fc"):
        freeze_backbone(nn.ModuleDict({"body": nn.Identity(), "classifier": nn.Linear(2, 2)}))

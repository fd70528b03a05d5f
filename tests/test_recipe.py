"""Lesson 08: the recipe's parts against torch's own and against what they promise."""

import copy
import itertools

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from resnet_ref.network import ResNet50
from resnet_ref.recipe import label_smoothing_loss, mixup, parameter_groups, warmup_cosine


def test_every_parameter_is_in_one_group_and_only_weights_of_layers_decay():
    model = ResNet50(10, width=2)
    decay_of = {
        id(parameter): group["weight_decay"]
        for group in parameter_groups(model, 0.01)
        for parameter in group["params"]
    }
    assert sum(len(group["params"]) for group in parameter_groups(model, 0.01)) == len(decay_of)
    assert set(decay_of) == {id(parameter) for parameter in model.parameters()}
    for name, parameter in model.named_parameters():
        assert decay_of[id(parameter)] == (0.01 if parameter.dim() > 1 else 0.0), name


def test_tied_weights_and_bare_parameters_are_grouped_once():
    model = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4))
    model[1].weight = model[0].weight
    model.register_parameter("scale", nn.Parameter(torch.ones(4, 4)))
    decay, rest = parameter_groups(model, 0.1)
    assert [id(p) for p in decay["params"]] == [id(model[0].weight)]
    assert id(model.scale) in {id(p) for p in rest["params"]}
    torch.optim.SGD([decay, rest], lr=0.1)  # raises where a parameter comes twice


def test_decay_leaves_batchnorm_and_biases_where_they_are():
    model = ResNet50(10, width=2)
    before = copy.deepcopy(model)
    optimizer = torch.optim.SGD(parameter_groups(model, 0.1), lr=1.0)
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    shrunk = {
        name
        for (name, now), was in zip(model.named_parameters(), before.parameters(), strict=True)
        if not torch.equal(now, was)
    }
    assert shrunk == {name for name, parameter in model.named_parameters() if parameter.dim() > 1}


@pytest.mark.parametrize(("warmup", "total"), [(10, 100), (0, 7), (1, 2), (5, 5), (3, 1000)])
def test_warmup_rises_to_one_and_the_cosine_falls_to_zero(warmup, total):
    values = [warmup_cosine(step, warmup, total) for step in range(total + 5)]
    rise, fall = values[: warmup + 1], values[warmup:total]
    steps = [after - before for before, after in itertools.pairwise(rise)]
    if warmup < total:
        assert values[warmup] == 1.0
        assert steps == pytest.approx([1 / warmup] * warmup if warmup else [])
    assert all(after < before for before, after in itertools.pairwise(fall))
    assert values[total:] == [0.0] * 5


def test_the_cosine_is_half_a_cosine():
    assert warmup_cosine(10 + 45, 10, 100) == pytest.approx(0.5)
    early, late = warmup_cosine(10 + 15, 10, 100), warmup_cosine(10 + 75, 10, 100)
    assert early + late == pytest.approx(1.0)
    assert early == pytest.approx((1 + 3**0.5 / 2) / 2)  # a sixth of the way is cos 30 degrees


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.7, 1.0])
@pytest.mark.parametrize("num_classes", [2, 10, 37])
def test_label_smoothing_and_its_gradient_are_torchs(smoothing, num_classes):
    logits = torch.randn(9, num_classes, dtype=torch.float64, requires_grad=True)
    targets = torch.randint(num_classes, (9,))
    ours, theirs = (
        label_smoothing_loss(logits, targets, smoothing),
        F.cross_entropy(logits, targets, label_smoothing=smoothing),
    )
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(
        *(torch.autograd.grad(loss, logits, retain_graph=True)[0] for loss in (ours, theirs))
    )


def test_label_smoothing_survives_extreme_logits():
    logits = torch.tensor([[1e4, -1e4, 0.0]])
    assert torch.isfinite(label_smoothing_loss(logits, torch.tensor([1])))
    assert label_smoothing_loss(logits, torch.tensor([0]), 0.0) == 0


def test_mixup_mixes_each_image_with_its_partner():
    images, targets, permutation = torch.randn(6, 3, 5, 4), torch.randint(10, (6,)), torch.randperm(6)
    given = [part.clone() for part in (images, targets, permutation)]
    mixed, mixed_targets = mixup(images, targets, 10, 0.3, permutation)
    for i, j in enumerate(permutation.tolist()):
        torch.testing.assert_close(mixed[i], 0.3 * images[i] + 0.7 * images[j])
        expected = torch.zeros(10)
        expected[targets[i]] += 0.3
        expected[targets[j]] += 0.7
        torch.testing.assert_close(mixed_targets[i], expected)
    for before, after in zip(given, (images, targets, permutation), strict=True):
        assert torch.equal(before, after)


def test_mixup_at_one_changes_nothing_and_fits_cross_entropy():
    images, targets = torch.randn(4, 3, 2, 2), torch.tensor([0, 3, 3, 1])
    mixed, mixed_targets = mixup(images, targets, 4, 1.0, torch.tensor([3, 2, 1, 0]))
    assert torch.equal(mixed, images)
    logits = torch.randn(4, 4)
    torch.testing.assert_close(F.cross_entropy(logits, mixed_targets), F.cross_entropy(logits, targets))

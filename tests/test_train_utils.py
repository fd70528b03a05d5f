"""Lesson 07: top-k against torchmetrics, and what an epoch promises whatever the batches' sizes."""

import copy
import warnings

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import LambdaLR
from torchmetrics.functional.classification import multiclass_accuracy

from resnet_ref.train_utils import _topk_accuracies, evaluate_classification, train_epoch_classification

CLASSES = 7


def small_net() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 3 * 2, CLASSES)
    )


def uneven_batches(sizes: tuple[int, ...] = (8, 3, 5)) -> list[tuple[torch.Tensor, torch.Tensor]]:
    return [(torch.randn(n, 3, 5, 4), torch.randint(CLASSES, (n,))) for n in sizes]


def sgd(model: nn.Module, lr: float = 0.1) -> torch.optim.SGD:
    return torch.optim.SGD(model.parameters(), lr)


@pytest.mark.parametrize("num_classes", [2, 10, 100])
def test_topk_agrees_with_torchmetrics(num_classes):
    logits, targets = torch.randn(53, num_classes), torch.randint(num_classes, (53,))
    ks = tuple(k for k in (1, 2, 5, 10) if k <= num_classes)
    ours = _topk_accuracies(logits, targets, ks)
    for k in ks:
        theirs = multiclass_accuracy(logits, targets, num_classes, average="micro", top_k=k)
        assert ours[k] == pytest.approx(theirs.item()), k


def test_topk_beyond_the_classes_is_one():
    logits = torch.tensor([[3.0, 2.0, 1.0], [3.0, 2.0, 1.0]])
    assert _topk_accuracies(logits, torch.tensor([0, 2])) == {1: 0.5, 5: 1.0}
    assert _topk_accuracies(logits, torch.tensor([2, 2]), (3, 2)) == {3: 1.0, 2: 0.0}


@pytest.mark.parametrize(
    ("logits", "targets", "ks"),
    [
        (torch.zeros(4), torch.zeros(4), (1,)),
        (torch.zeros(4, 3), torch.zeros(3), (1,)),
        (torch.zeros(4, 3), torch.zeros(4, 3), (1,)),
        (torch.zeros(0, 3), torch.zeros(0), (1,)),
        (torch.zeros(4, 3), torch.zeros(4), (0, 1)),
    ],
)
def test_topk_refuses_what_it_cannot_count(logits, targets, ks):
    with pytest.raises(ValueError, match=r"\.$"):
        _topk_accuracies(logits, targets, ks)


def test_training_metrics_are_means_over_samples():
    """At learning rate 0 every batch sees the same weights, so the means can be had in one go."""
    model, batches = nn.Sequential(nn.Flatten(), nn.Linear(60, CLASSES)), uneven_batches()
    metrics = train_epoch_classification(model, batches, sgd(model, 0.0), F.cross_entropy)
    images, targets = (torch.cat(parts) for parts in zip(*batches, strict=True))
    logits = model(images)
    assert metrics == {
        "loss": pytest.approx(F.cross_entropy(logits, targets).item(), rel=1e-5),
        "top1": pytest.approx((logits.argmax(1) == targets).float().mean().item()),
    }


def test_an_epoch_is_the_plain_loop():
    torch.manual_seed(0)
    model, batches = small_net(), uneven_batches()
    plain = copy.deepcopy(model).train()
    optimizer = torch.optim.SGD(plain.parameters(), 0.1, 0.9)
    for images, targets in batches:
        optimizer.zero_grad()
        F.cross_entropy(plain(images), targets).backward()
        optimizer.step()
    model.eval()
    train_epoch_classification(model, batches, torch.optim.SGD(model.parameters(), 0.1, 0.9), F.cross_entropy)
    for (name, ours), theirs in zip(model.state_dict().items(), plain.state_dict().values(), strict=True):
        assert torch.equal(ours, theirs), name


def test_train_mode_on_entry_one_forward_and_one_scheduler_step_a_batch():
    model, modes = small_net().eval(), []
    model.register_forward_hook(lambda module, *_: modes.append(module.training))
    optimizer = sgd(model)
    scheduler = LambdaLR(optimizer, lambda step: 1 / (1 + step))
    train_epoch_classification(model, uneven_batches(), optimizer, F.cross_entropy, "cpu", scheduler)
    assert modes == [True] * 3
    assert scheduler.last_epoch == 3


def test_a_loss_that_is_not_finite_stops_before_the_step():
    model, batches = small_net(), uneven_batches()
    batches[1][0][0, 0, 0, 0] = float("nan")
    optimizer = sgd(model)
    weights = []
    optimizer.register_step_post_hook(lambda *_: weights.append(model[0].weight.detach().clone()))
    with pytest.raises(FloatingPointError, match=r"became nan after 8 samples.*Lower the learning rate"):
        train_epoch_classification(model, batches, optimizer, F.cross_entropy)
    assert len(weights) == 1
    assert torch.equal(model[0].weight, weights[0])


@pytest.mark.parametrize("empty", [[], iter(())], ids=["list", "generator"])
def test_an_empty_loader_is_a_sentence(empty):
    model = small_net()
    with pytest.raises(ValueError, match=r"no batch.*drop_last"):
        train_epoch_classification(model, empty, sgd(model), F.cross_entropy)
    with pytest.raises(ValueError, match=r"no batch.*drop_last"):
        evaluate_classification(model, empty, F.cross_entropy)


def test_evaluation_metrics_are_means_over_samples():
    model, batches = small_net(), uneven_batches()
    metrics = evaluate_classification(model, batches, F.cross_entropy)
    images, targets = (torch.cat(parts) for parts in zip(*batches, strict=True))
    logits = model.eval()(images)
    assert metrics["loss"] == pytest.approx(F.cross_entropy(logits, targets).item(), rel=1e-5)
    assert metrics["top1"] == pytest.approx((logits.argmax(1) == targets).float().mean().item())
    top5 = multiclass_accuracy(logits, targets, CLASSES, average="micro", top_k=5)
    assert metrics["top5"] == pytest.approx(top5.item())


def test_evaluation_changes_nothing_and_needs_no_gradients():
    model, seen = small_net(), []
    model[1].eval()  # a mode of its own must survive
    model.register_forward_hook(
        lambda module, _, output: seen.append((module.training, output.requires_grad))
    )
    before = copy.deepcopy(model.state_dict())
    evaluate_classification(model, uneven_batches(), F.cross_entropy)
    assert seen == [(False, False)] * 3
    assert [module.training for module in model] == [True, False, True, True, True]
    assert model.training
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name]), name


def test_modes_come_back_after_an_error_too():
    model = small_net()
    with pytest.raises(RuntimeError):
        evaluate_classification(model, [(torch.randn(2, 3, 9, 9), torch.zeros(2).long())], F.cross_entropy)
    assert all(module.training for module in model.modules())


def test_bf16_computes_in_bfloat16_and_keeps_float32_weights():
    model, dtypes = small_net(), []
    model[0].register_forward_hook(lambda _, __, output: dtypes.append(output.dtype))
    losses = []

    def criterion(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        losses.append(logits.dtype)
        return F.cross_entropy(logits, targets)

    train_epoch_classification(model, uneven_batches(), sgd(model), criterion, bf16=True)
    evaluate_classification(model, uneven_batches(), criterion, bf16=True)
    assert set(dtypes) == {torch.bfloat16}
    assert set(losses) == {torch.float32}
    assert {p.dtype for p in model.parameters()} == {torch.float32}


@pytest.mark.parametrize("progress", [False, True])
def test_the_progress_bar_shows_when_asked_for(progress, capfd):
    model = small_net()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        train_epoch_classification(model, uneven_batches(), sgd(model), F.cross_entropy, progress=progress)
        evaluate_classification(model, uneven_batches(), F.cross_entropy, progress=progress)
    written = capfd.readouterr().err
    assert ("train" in written and "evaluate" in written) if progress else not written

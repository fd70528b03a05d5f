"""One epoch of training, one pass of evaluation, and the accuracy they report (lesson 07)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager

import torch
from torch import nn
from tqdm.auto import tqdm

from resnet_ref.modes import evaluation_mode

Batch = tuple[torch.Tensor, torch.Tensor]


def _topk_accuracies(
    logits: torch.Tensor, targets: torch.Tensor, ks: Sequence[int] = (1, 5)
) -> dict[int, float]:
    """For every k, the fraction of samples whose target is among the k highest logits; 1.0 for k beyond K.

    Shapes: logits [N, K], targets [N] of class numbers.

    Raises:
        ValueError: the shapes do not fit, the batch is empty, or a k is below 1.
    """
    if logits.dim() != 2 or targets.shape != logits.shape[:1] or len(logits) == 0:
        raise ValueError(
            "Top-k accuracy takes logits [N, K] and class numbers [N] of at least one sample, and these are "
            f"{tuple(logits.shape)} and {tuple(targets.shape)}."
        )
    if min(ks) < 1:
        raise ValueError(f"k must be a whole number of at least 1, and ks is {tuple(ks)}.")
    num_classes = logits.shape[1]
    ranked = logits.topk(min(max(ks), num_classes), dim=1).indices
    hits = ranked == targets[:, None]
    return {k: hits[:, :k].sum().item() / len(targets) if k < num_classes else 1.0 for k in ks}


def train_epoch_classification(
    model: nn.Module,
    loader: Iterable[Batch],
    optimizer: torch.optim.Optimizer,
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    device: torch.device | str = "cpu",
    scheduler: torch.optim.lr_scheduler.LRScheduler | None = None,
    *,
    bf16: bool = False,
    progress: bool = False,
) -> dict[str, float]:
    """Train on every batch of `loader` once.

    Args:
        model: gives logits [N, K]; put in train mode first.
        loader: anything that gives batches of images [N, C, H, W] and class numbers [N]; gone through once.
        criterion: mean loss of (logits, targets).
        scheduler: stepped once per batch.
        bf16: run the forward pass under bfloat16 autocast; weights and loss stay float32.
        progress: show a progress bar.

    Returns:
        "loss" and "top1", means over the samples that came (not over the batches, of which the last may be smaller).

    Raises:
        ValueError: the loader is empty.
        FloatingPointError: a loss is not finite; the step it would have made was not taken.
    """
    model.train()
    loss_sum, hits, seen = 0.0, 0.0, 0
    bar = tqdm(loader, desc="train", unit="batch", leave=False, disable=not progress)
    for images, targets in bar:
        images, targets = images.to(device, non_blocking=True), targets.to(device, non_blocking=True)
        optimizer.zero_grad(set_to_none=True)
        with _autocast(device, bf16):
            logits = model(images)
        logits = logits.float()
        loss = criterion(logits, targets)
        value = loss.item()
        if not math.isfinite(value):
            raise FloatingPointError(
                f"The loss became {value} after {seen} samples of this epoch. Lower the learning rate or warm "
                "it up, look for NaN in the images, and go on from the last checkpoint."
            )
        # Counted before the backward pass, so that Python queues the next step while a GPU goes through it.
        hits += _topk_accuracies(logits.detach(), targets, (1,))[1] * len(targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        loss_sum += value * len(targets)
        seen += len(targets)
        bar.set_postfix(loss=f"{loss_sum / seen:.3f}", top1=f"{hits / seen:.3f}", refresh=False)
    _require_samples(seen)
    return {"loss": loss_sum / seen, "top1": hits / seen}


def evaluate_classification(
    model: nn.Module,
    loader: Iterable[Batch],
    criterion: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    device: torch.device | str = "cpu",
    *,
    bf16: bool = False,
    progress: bool = False,
) -> dict[str, float]:
    """Loss and accuracy of `model` on every batch of `loader`, in eval mode and without gradients.

    The arguments are `train_epoch_classification`'s. The mode in which every module was found is restored, also
    after an error.

    Returns:
        "loss", "top1" and "top5", means over the samples.

    Raises:
        ValueError: the loader is empty.
    """
    loss_sum, top1, top5, seen = 0.0, 0.0, 0.0, 0
    bar = tqdm(loader, desc="evaluate", unit="batch", leave=False, disable=not progress)
    with evaluation_mode(model), torch.no_grad():
        for images, targets in bar:
            images, targets = images.to(device), targets.to(device)
            with _autocast(device, bf16):
                logits = model(images)
            logits = logits.float()
            accuracy = _topk_accuracies(logits, targets)
            loss_sum += criterion(logits, targets).item() * len(targets)
            top1 += accuracy[1] * len(targets)
            top5 += accuracy[5] * len(targets)
            seen += len(targets)
    _require_samples(seen)
    return {"loss": loss_sum / seen, "top1": top1 / seen, "top5": top5 / seen}


def _autocast(device: torch.device | str, enabled: bool) -> AbstractContextManager[None]:
    return torch.autocast(torch.device(device).type, torch.bfloat16, enabled=enabled)


def _require_samples(seen: int) -> None:
    if seen == 0:
        raise ValueError(
            "The loader gave no batch. Check that its dataset is not empty and, with drop_last=True, not smaller "
            "than one batch; a generator can be gone through only once."
        )

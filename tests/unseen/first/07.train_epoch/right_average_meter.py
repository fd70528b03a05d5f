# right: a meter class for weighted means, a helper for one batch, gradients set to None by hand
from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class Meter:
    total: float = 0.0
    weight: int = 0

    def add(self, mean: float, weight: int) -> None:
        self.total += mean * weight
        self.weight += weight

    @property
    def mean(self) -> float:
        return self.total / self.weight


def _one_batch(model: nn.Module, images, targets, optimizer, criterion):
    for parameter in model.parameters():
        parameter.grad = None
    logits = model(images)
    loss = criterion(logits, targets)
    loss.backward()
    optimizer.step()
    return loss.detach(), logits.detach()


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train(True)
    losses, accuracy = Meter(), Meter()
    for images, targets in loader:
        images = images.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)
        loss, logits = _one_batch(model, images, targets, optimizer, criterion)
        if scheduler is not None:
            scheduler.step()
        losses.add(float(loss), targets.shape[0])
        accuracy.add(float((logits.max(dim=1)[1] == targets).double().mean()), targets.shape[0])
    return {"loss": losses.mean, "top1": accuracy.mean}

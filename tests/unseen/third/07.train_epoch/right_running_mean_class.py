# right: a small class keeps the running mean of both figures and moves it with every batch, weighted by its size
from dataclasses import dataclass

import torch


@dataclass
class RunningMean:
    value: float = 0.0
    count: int = 0

    def add(self, value, count):
        self.count += count
        self.value += (value - self.value) * count / self.count


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train(mode=True)
    means = {"loss": RunningMean(), "top1": RunningMean()}
    for images, targets in loader:
        images, targets = (tensor.to(device, non_blocking=True) for tensor in (images, targets))
        logits = model(images)
        loss = criterion(logits, targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler is not None and scheduler.step()
        hits = logits.detach().argmax(dim=1).eq(targets)
        means["loss"].add(loss.detach().item(), len(targets))
        means["top1"].add(hits.double().mean().item(), len(targets))
    return {name: mean.value for name, mean in means.items()}

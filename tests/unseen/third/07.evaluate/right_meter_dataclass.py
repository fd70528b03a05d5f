# right: a dataclass keeps the sums, a decorated inner function does the pass, and the modes stand in a dict by name
from dataclasses import dataclass

import torch


@dataclass
class Meter:
    loss: float = 0.0
    top1: int = 0
    top5: int = 0
    n: int = 0

    def add(self, loss, logits, targets):
        order = logits.argsort(dim=1, descending=True)[:, :5]
        hit = order.eq(targets.reshape(-1, 1))
        self.n += targets.numel()
        self.loss += loss.item() * targets.numel()
        self.top1 += hit[:, 0].sum().item()
        self.top5 += hit.any(dim=1).sum().item()

    def result(self):
        return dict(loss=self.loss / self.n, top1=self.top1 / self.n, top5=self.top5 / self.n)


def evaluate_classification(model, loader, criterion, device="cpu"):
    meter = Meter()

    @torch.no_grad()
    def one_pass():
        for images, targets in loader:
            targets = targets.to(device)
            logits = model(images.to(device))
            meter.add(criterion(logits, targets), logits, targets)

    before = {name: module.training for name, module in model.named_modules()}
    try:
        model.eval()
        one_pass()
    finally:
        for name, module in model.named_modules():
            module.training = before[name]
    return meter.result()

"""Evaluates a copy, so the model that was handed in cannot change at all."""

import copy

import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    clone = copy.deepcopy(model)
    clone.eval()
    loss = top1 = top5 = n = torch.zeros(())
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        with torch.no_grad():
            logits = clone(images)
            loss = loss + criterion(logits, targets) * targets.numel()
            best = logits.argsort(dim=1, descending=True)[:, :5]
        hits = best == targets.view(-1, 1)
        top1 = top1 + hits[:, 0].sum()
        top5 = top5 + hits.any(dim=1).sum()
        n = n + hits.shape[0]
    return {"loss": loss / n, "top1": top1 / n, "top5": top5 / n}

# right: a context manager for modes, inference_mode; all logits kept and ranked at the end
from contextlib import contextmanager

import torch


@contextmanager
def frozen_in_time(model):
    before = [(module, module.training) for module in model.modules()]
    try:
        yield model.eval()
    finally:
        for module, mode in before:
            module.training = mode


def evaluate_classification(model, loader, criterion, device="cpu"):
    weighted, logits, targets = [], [], []
    with frozen_in_time(model), torch.inference_mode():
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            scores = model(x)
            weighted.append(criterion(scores, y).item() * len(y))
            logits.append(scores.cpu())
            targets.append(y.cpu())
        logits, targets = torch.cat(logits), torch.cat(targets)
        own = logits.gather(1, targets[:, None])
        place = (logits > own).sum(dim=1)
    n = len(targets)
    return {
        "loss": sum(weighted) / n,
        "top1": (place < 1).sum().item() / n,
        "top5": (place < 5).sum().item() / n,
    }

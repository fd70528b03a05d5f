# wrong: the modes are put back with train(mode) in reverse order, so the outermost module's call comes last and overwrites all others
import torch
from torch import nn


def _topk_accuracies(logits, targets, ks=(1, 5)):
    best = logits.topk(min(max(ks), logits.shape[1]), dim=1).indices
    hits = best == targets[:, None]
    return {k: hits[:, :k].sum().item() / len(targets) for k in ks}


def evaluate_classification(model, loader, criterion, device="cpu"):
    remembered = [(module, module.training) for module in model.modules()]
    sums = {"loss": 0.0, "top1": 0.0, "top5": 0.0}
    seen = 0
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                accuracy = _topk_accuracies(logits, targets)
                size = len(targets)
                sums["loss"] += criterion(logits, targets).item() * size
                sums["top1"] += accuracy[1] * size
                sums["top5"] += accuracy[5] * size
                seen += size
    finally:
        # undo in the opposite order, last in first out
        while remembered:
            module, mode = remembered.pop()
            module.train(mode)
    return {key: value / seen for key, value in sums.items()}

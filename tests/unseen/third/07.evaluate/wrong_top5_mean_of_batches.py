# wrong: loss and top1 are weighted with the batch's size, top5 is the mean of the batches' values
import torch
from torch import nn


def _topk_accuracies(logits, targets, ks=(1, 5)):
    best = logits.topk(min(max(ks), logits.shape[1]), dim=1).indices
    hits = best == targets[:, None]
    return {k: hits[:, :k].sum().item() / len(targets) for k in ks}


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [(module, module.training) for module in model.modules()]
    total_loss, total_right, samples = 0.0, 0.0, 0
    top5s = []
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                accuracies = _topk_accuracies(logits, targets)
                total_loss += criterion(logits, targets).item() * len(targets)
                total_right += accuracies[1] * len(targets)
                top5s.append(accuracies[5])
                samples += len(targets)
    finally:
        for module, mode in modes:
            module.training = mode
    return {"loss": total_loss / samples, "top1": total_right / samples, "top5": sum(top5s) / len(top5s)}

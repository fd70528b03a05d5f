# wrong: gradients are switched off for the whole program and never switched on again
import torch
from torch import nn


def _topk_accuracies(logits, targets, ks=(1, 5)):
    best = logits.topk(min(max(ks), logits.shape[1]), dim=1).indices
    hits = best == targets[:, None]
    return {k: hits[:, :k].sum().item() / len(targets) for k in ks}


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [module.training for module in model.modules()]
    total = torch.zeros(3, dtype=torch.float64)
    samples = 0
    model.eval()
    torch.set_grad_enabled(False)
    try:
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            accuracies = _topk_accuracies(logits, targets)
            loss = criterion(logits, targets).item()
            total += len(targets) * torch.tensor([loss, accuracies[1], accuracies[5]])
            samples += len(targets)
    finally:
        for module, mode in zip(model.modules(), modes):
            module.training = mode
    loss, top1, top5 = (total / samples).tolist()
    return {"loss": loss, "top1": top1, "top5": top5}

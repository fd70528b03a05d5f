"""A decorator for the gradients, a dict of modes, try and finally; its own top-k by counting."""

import torch


@torch.inference_mode()
def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = {module: module.training for module in model.modules()}
    sums = {"loss": 0.0, "top1": 0.0, "top5": 0.0}
    n = 0
    try:
        model.eval()
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            higher = (logits > logits.gather(1, targets[:, None])).sum(1)
            sums["loss"] += float(criterion(logits, targets)) * len(targets)
            sums["top1"] += int((higher < 1).sum())
            sums["top5"] += int((higher < 5).sum())
            n += len(targets)
    finally:
        for module, mode in modes.items():
            module.training = mode
    return {name: total / n for name, total in sums.items()}

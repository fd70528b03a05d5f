# wrong: Puts only BatchNorm layers into eval mode; dropout goes on as in training.
import torch
from torch import nn


def evaluate_classification(model, loader, criterion, device="cpu"):
    norms = [m for m in model.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]
    modes = [m.training for m in norms]
    sums = {"loss": 0.0, "top1": 0.0, "top5": 0.0}
    count = 0
    for norm in norms:
        norm.eval()
    try:
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                ranking = logits.argsort(dim=1, descending=True)
                hits = ranking == targets[:, None]
                sums["loss"] += criterion(logits, targets).item() * len(images)
                sums["top1"] += hits[:, :1].sum().item()
                sums["top5"] += hits[:, :5].sum().item()
                count += len(images)
    finally:
        for norm, mode in zip(norms, modes):
            norm.train(mode)
    return {name: value / count for name, value in sums.items()}

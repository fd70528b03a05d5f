# wrong: Puts only the BatchNorm layers into eval mode; dropout stays as it is.
import torch
from torch import nn


def evaluate_classification(model, loader, criterion, device="cpu"):
    norms = [m for m in model.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]
    modes = [m.training for m in norms]
    loss_sum, top1, top5, n = 0.0, 0, 0, 0
    try:
        for m in norms:
            m.eval()
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                loss_sum += criterion(logits, targets).item() * len(targets)
                best = logits.topk(min(5, logits.shape[1]), dim=1).indices
                top1 += (best[:, 0] == targets).sum().item()
                top5 += (best == targets[:, None]).sum().item()
                n += len(targets)
    finally:
        for m, mode in zip(norms, modes):
            m.training = mode
    return {"loss": loss_sum / n, "top1": top1 / n, "top5": top5 / n}

# wrong: the modes are noted in a generator expression, which reads them only after eval() was called
import torch
from torch import nn


def _topk_accuracies(logits, targets, ks=(1, 5)):
    best = logits.topk(min(max(ks), logits.shape[1]), dim=1).indices
    hits = best == targets[:, None]
    return {k: hits[:, :k].sum().item() / len(targets) for k in ks}


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = ((module, module.training) for module in model.modules())
    loss_sum, top1_sum, top5_sum, count = 0.0, 0.0, 0.0, 0
    model.eval()
    try:
        with torch.no_grad():
            for images, targets in loader:
                images = images.to(device)
                targets = targets.to(device)
                logits = model(images)
                n = targets.shape[0]
                acc = _topk_accuracies(logits, targets, (1, 5))
                loss_sum += n * criterion(logits, targets).item()
                top1_sum += n * acc[1]
                top5_sum += n * acc[5]
                count += n
    finally:
        for module, was_training in modes:
            module.training = was_training
    return {"loss": loss_sum / count, "top1": top1_sum / count, "top5": top5_sum / count}

# wrong: Remembers one mode for the whole model, so a BatchNorm kept in eval mode is switched on.
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    hits = logits.topk(min(max(ks), logits.shape[1]), dim=1).indices == targets[:, None]
    return {k: hits[:, :k].sum().item() / len(targets) for k in ks}


def evaluate_classification(model, loader, criterion, device="cpu"):
    was_training = model.training
    model.eval()
    sums, n = {"loss": 0.0, "top1": 0.0, "top5": 0.0}, 0
    try:
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                acc = _topk_accuracies(logits, targets)
                size = len(targets)
                sums["loss"] += criterion(logits, targets).item() * size
                sums["top1"] += acc[1] * size
                sums["top5"] += acc[5] * size
                n += size
    finally:
        model.train(was_training)
    return {key: value / n for key, value in sums.items()}

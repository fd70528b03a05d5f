# right: a list of (module, mode), try and finally, no_grad, _topk_accuracies weighted with the size
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    hits = logits.topk(min(max(ks), logits.shape[1]), dim=1).indices == targets[:, None]
    return {k: hits[:, :k].sum().item() / len(targets) for k in ks}


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [(module, module.training) for module in model.modules()]
    sums, n = {"loss": 0.0, "top1": 0.0, "top5": 0.0}, 0
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                accuracies = _topk_accuracies(logits, targets)
                size = len(targets)
                sums["loss"] += criterion(logits, targets).item() * size
                sums["top1"] += accuracies[1] * size
                sums["top5"] += accuracies[5] * size
                n += size
    finally:
        for module, mode in modes:
            module.training = mode
    return {key: value / n for key, value in sums.items()}

# wrong: top1 and top5 are means over batches, so a small last batch counts as a full one.
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    ranked = logits.topk(min(max(ks), logits.shape[1]), dim=1).indices
    hits = ranked == targets[:, None]
    return {k: hits[:, :k].sum().item() / len(targets) for k in ks}


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = {module: module.training for module in model.modules()}
    loss_sum, samples, top1, top5 = 0.0, 0, [], []
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                loss_sum += criterion(logits, targets).item() * len(targets)
                samples += len(targets)
                accuracy = _topk_accuracies(logits, targets)
                top1.append(accuracy[1])
                top5.append(accuracy[5])
    finally:
        for module, mode in modes.items():
            module.training = mode
    return {"loss": loss_sum / samples, "top1": sum(top1) / len(top1), "top5": sum(top5) / len(top5)}

# wrong: The loss is weighted with the batch's size, but the accuracies are means over batches.
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    hits = logits.argsort(dim=1, descending=True) == targets[:, None]
    return {k: hits[:, :k].any(dim=1).float().mean().item() for k in ks}


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [(module, module.training) for module in model.modules()]
    loss_sum, top1, top5, n, batches = 0.0, 0.0, 0.0, 0, 0
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                loss_sum += criterion(logits, targets).item() * len(targets)
                accuracy = _topk_accuracies(logits, targets)
                top1 += accuracy[1]
                top5 += accuracy[5]
                n += len(targets)
                batches += 1
    finally:
        for module, mode in modes:
            module.training = mode
    return {"loss": loss_sum / n, "top1": top1 / batches, "top5": top5 / batches}

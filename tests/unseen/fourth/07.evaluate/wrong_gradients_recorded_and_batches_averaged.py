# wrong: two mistakes: the computation is recorded for a backward pass, and the means are taken over batches
def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    losses, top1, top5 = [], [], []
    try:
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            losses.append(criterion(logits, targets).item())
            hits = logits.topk(min(5, logits.shape[1]), dim=1).indices == targets[:, None]
            top1.append(hits[:, 0].float().mean().item())
            top5.append(hits.any(dim=1).float().mean().item())
    finally:
        for module, mode in modes.items():
            module.training = mode
    return {
        "loss": sum(losses) / len(losses),
        "top1": sum(top1) / len(top1),
        "top5": sum(top5) / len(top5),
    }

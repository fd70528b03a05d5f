# wrong: the modes are put back after the loop, which an error never reaches
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    sums = {"loss": 0.0, "top1": 0, "top5": 0}
    n = 0
    with torch.no_grad():
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            hits = logits.topk(min(5, logits.shape[1]), dim=1).indices == targets[:, None]
            sums["loss"] += criterion(logits, targets).item() * len(targets)
            sums["top1"] += hits[:, 0].sum().item()
            sums["top5"] += hits.sum().item()
            n += len(targets)
    for module, mode in modes:
        module.training = mode
    return {key: value / n for key, value in sums.items()}

# wrong: no_grad is taken for eval mode; the model runs in whatever mode it is in
import torch


@torch.no_grad()
def evaluate_classification(model, loader, criterion, device="cpu"):
    loss_sum, top1, top5, count = 0.0, 0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        logits = model(images)
        loss_sum += criterion(logits, targets).item() * len(targets)
        ranking = logits.argsort(dim=1, descending=True)[:, :5] == targets[:, None]
        top1 += ranking[:, 0].sum().item()
        top5 += ranking.any(dim=1).sum().item()
        count += len(targets)
    return {"loss": loss_sum / count, "top1": top1 / count, "top5": top5 / count}

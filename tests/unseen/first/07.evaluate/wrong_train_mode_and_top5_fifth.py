# wrong: Does not switch to eval mode AND divides the top-5 hits by 5 as well as by the samples.
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    loss_sum, top1, top5, n = 0.0, 0.0, 0.0, 0
    with torch.no_grad():
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            size = targets.size(0)
            order = logits.argsort(dim=1, descending=True)
            hits = (order == targets[:, None]).float()
            loss_sum += criterion(logits, targets).item() * size
            top1 += hits[:, :1].mean().item() * size
            top5 += hits[:, :5].mean().item() * size
            n += size
    return {"loss": loss_sum / n, "top1": top1 / n, "top5": top5 / n}

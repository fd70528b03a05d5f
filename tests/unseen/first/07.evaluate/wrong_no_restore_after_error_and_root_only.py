# wrong: Remembers the mode of the whole model only AND does not give it back after an error.
import torch


@torch.no_grad()
def evaluate_classification(model, loader, criterion, device="cpu"):
    mode = model.training
    model.eval()
    loss_sum, top1, top5, n = 0.0, 0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        logits = model(images)
        best = logits.topk(min(5, logits.shape[1]), dim=1).indices
        loss_sum += criterion(logits, targets).item() * len(targets)
        top1 += (best[:, 0] == targets).sum().item()
        top5 += (best == targets[:, None]).sum().item()
        n += len(targets)
    model.train(mode)
    return {"loss": loss_sum / n, "top1": top1 / n, "top5": top5 / n}

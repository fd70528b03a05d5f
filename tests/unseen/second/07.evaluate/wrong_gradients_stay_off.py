# wrong: Switches gradients off for everybody; after an error they stay off.
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    torch.set_grad_enabled(False)
    loss, top1, top5, n = 0.0, 0.0, 0.0, 0
    try:
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            k = min(5, logits.size(1))
            correct = logits.topk(k, dim=1).indices.eq(targets.unsqueeze(1))
            loss += criterion(logits, targets).item() * targets.size(0)
            top1 += correct[:, 0].sum().item()
            top5 += correct.sum().item()
            n += targets.size(0)
        torch.set_grad_enabled(True)
    finally:
        for m, mode in modes:
            m.training = mode
    return {"loss": loss / n, "top1": top1 / n, "top5": top5 / n}

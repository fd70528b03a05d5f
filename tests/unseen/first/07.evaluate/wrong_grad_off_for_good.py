# wrong: Switches gradients off for all of torch and never on again, so no training works afterwards.
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [m.training for m in model.modules()]
    torch.set_grad_enabled(False)
    model.eval()
    loss_sum, top1, top5, n = 0.0, 0, 0, 0
    try:
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            loss_sum += criterion(logits, targets).item() * len(targets)
            ranking = logits.argsort(dim=1, descending=True)
            top1 += (ranking[:, 0] == targets).sum().item()
            top5 += (ranking[:, :5] == targets[:, None]).sum().item()
            n += len(targets)
    finally:
        for m, mode in zip(model.modules(), modes):
            m.training = mode
    return {"loss": loss_sum / n, "top1": top1 / n, "top5": top5 / n}

# wrong: Instead of no_grad it sets requires_grad to False on the parameters, and leaves it so.
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    loss_sum, top1, top5, n = 0.0, 0, 0, 0
    try:
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            loss_sum += criterion(logits, targets).item() * len(targets)
            best = logits.topk(min(5, logits.shape[1]), dim=1).indices
            top1 += (best[:, 0] == targets).sum().item()
            top5 += (best == targets[:, None]).sum().item()
            n += len(targets)
    finally:
        for module, mode in modes:
            module.training = mode
    return {"loss": loss_sum / n, "top1": top1 / n, "top5": top5 / n}

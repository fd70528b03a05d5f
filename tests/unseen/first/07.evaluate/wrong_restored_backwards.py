# wrong: Restores with train(mode) from the innermost module outwards, so the outermost mode overwrites all.
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    loss_sum, top1, top5, n = 0.0, 0, 0, 0
    try:
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                loss_sum += criterion(logits, targets).item() * len(targets)
                best = logits.topk(min(5, logits.shape[1]), dim=1).indices
                top1 += (best[:, 0] == targets).sum().item()
                top5 += (best == targets[:, None]).sum().item()
                n += len(targets)
    finally:
        while modes:
            module, mode = modes.pop()
            module.train(mode)
    return {"loss": loss_sum / n, "top1": top1 / n, "top5": top5 / n}

# wrong: Notes the modes after eval(), so eval is what it restores AND gradients are not switched off.
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    model.eval()
    modes = {name: module.training for name, module in model.named_modules()}
    loss_sum, top1, top5, n = 0.0, 0, 0, 0
    try:
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            loss_sum += criterion(logits, targets).item() * images.shape[0]
            best = logits.topk(min(5, logits.shape[1]), dim=1).indices
            top1 += (best[:, 0] == targets).sum().item()
            top5 += (best == targets[:, None]).sum().item()
            n += images.shape[0]
    finally:
        for name, module in model.named_modules():
            module.training = modes[name]
    return {"loss": loss_sum / n, "top1": top1 / n, "top5": top5 / n}

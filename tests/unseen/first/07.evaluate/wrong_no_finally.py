# wrong: Restores the modes only after a run without errors; after an error the model stays in eval mode.
import torch


@torch.no_grad()
def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    loss_sum, top1, top5, n = 0.0, 0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        logits = model(images)
        loss_sum += criterion(logits, targets).item() * len(targets)
        ranking = logits.argsort(dim=1, descending=True)
        top1 += (ranking[:, 0] == targets).sum().item()
        top5 += (ranking[:, :5] == targets[:, None]).sum().item()
        n += len(targets)
    for module, mode in modes:
        module.training = mode
    return {"loss": loss_sum / n, "top1": top1 / n, "top5": top5 / n}

# wrong: Moves only the images to the device and leaves the targets where they are.
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [(module, module.training) for module in model.modules()]
    loss_sum, top1, top5, n = 0.0, 0, 0, 0
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                logits = model(images.to(device))
                loss_sum += criterion(logits, targets).item() * len(targets)
                best = logits.topk(min(5, logits.shape[1]), dim=1).indices
                top1 += (best[:, 0] == targets).sum().item()
                top5 += (best == targets[:, None]).sum().item()
                n += len(targets)
    finally:
        for module, mode in modes:
            module.training = mode
    return {"loss": loss_sum / n, "top1": top1 / n, "top5": top5 / n}

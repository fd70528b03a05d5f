# wrong: Restores only the modes of model and children; a deeper module loses its own mode.
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    was_training = model.training
    modes = {child: child.training for child in model.children()}
    loss_sum, top1, top5, samples = 0.0, 0, 0, 0
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                loss_sum += criterion(logits, targets).item() * len(targets)
                hits = logits.topk(min(5, logits.shape[1]), dim=1).indices == targets[:, None]
                top1 += hits[:, :1].sum().item()
                top5 += hits.sum().item()
                samples += len(targets)
    finally:
        model.train(was_training)
        for child, mode in modes.items():
            child.train(mode)
    return {"loss": loss_sum / samples, "top1": top1 / samples, "top5": top5 / samples}

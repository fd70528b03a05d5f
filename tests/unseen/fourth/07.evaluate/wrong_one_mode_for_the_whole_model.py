# wrong: only the model's own mode is remembered and given to all its modules
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    was_training = model.training
    model.eval()
    total, loss_sum, right1, right5 = 0, 0.0, 0, 0
    try:
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                k = min(5, logits.shape[1])
                hits = logits.topk(k, dim=1).indices.eq(targets[:, None])
                loss_sum += criterion(logits, targets).item() * images.shape[0]
                right1 += hits[:, 0].sum().item()
                right5 += hits.sum().item()
                total += images.shape[0]
    finally:
        model.train(was_training)
    return {"loss": loss_sum / total, "top1": right1 / total, "top5": right5 / total}

# wrong: the model is in train mode afterwards, whatever mode it was found in
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    model.eval()
    loss_sum = top1 = top5 = n = 0
    try:
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                best = logits.topk(min(5, logits.shape[1]), dim=1).indices == targets[:, None]
                loss_sum += criterion(logits, targets).item() * len(targets)
                top1 += best[:, :1].sum().item()
                top5 += best.sum().item()
                n += len(targets)
    finally:
        model.train()
    return {"loss": loss_sum / n, "top1": top1 / n, "top5": top5 / n}

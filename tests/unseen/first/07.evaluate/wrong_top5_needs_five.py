# wrong: Asks topk for five classes always, which raises for a model with fewer than five.
import torch


@torch.no_grad()
def evaluate_classification(model, loader, criterion, device="cpu"):
    state = [(m, m.training) for m in model.modules()]
    model.eval()
    total = torch.zeros(3, dtype=torch.float64)
    n = 0
    try:
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            hits = logits.topk(5, dim=1).indices.eq(targets[:, None])
            loss = criterion(logits, targets).item()
            total += torch.tensor([loss * len(targets), hits[:, 0].sum().item(), hits.sum().item()])
            n += len(targets)
    finally:
        for m, mode in state:
            m.training = mode
    loss, top1, top5 = (total / n).tolist()
    return {"loss": loss, "top1": top1, "top5": top5}

# right: torch.autograd.grad and gradients assigned by hand instead of zero_grad and backward
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    trainable = [p for p in model.parameters() if p.requires_grad]
    rows = []
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        logits = model(images)
        loss = criterion(logits, targets)
        gradients = torch.autograd.grad(loss, trainable, allow_unused=True)
        for p, g in zip(trainable, gradients):
            p.grad = g
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        hits = torch.eq(logits.argmax(-1), targets).sum()
        rows.append((loss.item(), hits.item(), len(targets)))
    n = sum(size for _, _, size in rows)
    return {
        "loss": sum(loss * size for loss, _, size in rows) / n,
        "top1": sum(hits for _, hits, _ in rows) / n,
    }

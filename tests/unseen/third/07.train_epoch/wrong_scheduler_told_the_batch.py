# wrong: calls scheduler.step(i) with the batch's number, which sets the schedule instead of moving it on: every epoch starts it afresh
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    total, right, count = 0.0, 0, 0
    for i, (images, targets) in enumerate(loader):
        images = images.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step(i)
        total += loss.item() * targets.numel()
        right += (logits.argmax(1) == targets).sum().item()
        count += targets.numel()
    return {"loss": total / count, "top1": right / count}

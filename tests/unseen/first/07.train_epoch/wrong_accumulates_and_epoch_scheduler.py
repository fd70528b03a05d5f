# wrong: Steps the optimizer only on every second batch AND the scheduler only once, at the end of the epoch.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    optimizer.zero_grad()
    loss_sum, right, n = 0.0, 0, 0
    for i, (images, targets) in enumerate(loader, start=1):
        images, targets = images.to(device), targets.to(device)
        logits = model(images)
        loss = criterion(logits, targets)
        (loss / 2).backward()
        if i % 2 == 0:
            optimizer.step()
            optimizer.zero_grad()
        loss_sum += loss.item() * len(images)
        right += (logits.argmax(1) == targets).sum().item()
        n += len(images)
    if scheduler is not None:
        scheduler.step()
    return {"loss": loss_sum / n, "top1": right / n}

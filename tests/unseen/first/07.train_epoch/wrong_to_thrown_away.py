# wrong: Calls .to(device) without keeping what it returns, so the batch never gets to the device.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum, right, n = 0.0, 0, 0
    for images, targets in loader:
        images.to(device)
        targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        loss_sum += loss.item() * len(images)
        right += (logits.argmax(1) == targets).sum().item()
        n += len(images)
    return {"loss": loss_sum / n, "top1": right / n}

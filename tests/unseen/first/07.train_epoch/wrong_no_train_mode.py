# wrong: Never switches the model to train mode; it trains in whatever mode it happens to come.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    loss_sum, hits, n = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        with torch.no_grad():
            n += targets.numel()
            loss_sum += loss.item() * targets.numel()
            hits += (logits.argmax(1) == targets).sum().item()
    return dict(loss=loss_sum / n, top1=hits / n)

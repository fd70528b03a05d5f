# wrong: Averages the batch means with equal weight, so a small last batch counts as much as a full one.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    losses, accs = [], []
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        losses.append(loss.item())
        accs.append((logits.argmax(1) == targets).float().mean().item())
    return {"loss": sum(losses) / len(losses), "top1": sum(accs) / len(accs)}

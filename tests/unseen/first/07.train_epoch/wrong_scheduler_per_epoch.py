# wrong: Steps the scheduler once, after the epoch, instead of after every batch.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    running_loss, running_correct, n_samples = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * targets.size(0)
        running_correct += (logits.argmax(1) == targets).sum().item()
        n_samples += targets.size(0)
    if scheduler is not None:
        scheduler.step()
    return {"loss": running_loss / n_samples, "top1": running_correct / n_samples}

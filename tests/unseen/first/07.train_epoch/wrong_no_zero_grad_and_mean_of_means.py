# wrong: Never clears the gradients AND divides the sum of the batch means by the number of batches.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    running_loss, running_top1 = 0.0, 0.0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        running_loss += loss.item()
        running_top1 += (logits.argmax(dim=1) == targets).float().mean().item()
    return {"loss": running_loss / len(loader), "top1": running_top1 / len(loader)}

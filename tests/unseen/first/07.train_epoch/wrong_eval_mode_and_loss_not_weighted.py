# wrong: Trains in eval mode AND adds the batch losses up unweighted before dividing by the samples.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.eval()
    total_loss, total_right, total = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        total_loss += loss.item()
        total_right += (logits.argmax(1) == targets).sum().item()
        total += len(targets)
    return {"loss": total_loss / total, "top1": total_right / total}

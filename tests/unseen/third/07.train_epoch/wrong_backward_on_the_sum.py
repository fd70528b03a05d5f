# wrong: multiplies the loss by the batch size before backward, so the gradients are N times too large (the figures are right)
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    total_loss, correct, seen = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets) * len(images)  # the sum over the samples
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        total_loss += loss.item()
        correct += (logits.argmax(dim=1) == targets).sum().item()
        seen += len(images)
    return {"loss": total_loss / seen, "top1": correct / seen}

# wrong: Multiplies the loss by the batch's size before backward, so the gradients are that much too large.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum, right, n = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets) * images.size(0)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        loss_sum += loss.item()
        right += (logits.argmax(1) == targets).sum().item()
        n += images.size(0)
    return {"loss": loss_sum / n, "top1": right / n}

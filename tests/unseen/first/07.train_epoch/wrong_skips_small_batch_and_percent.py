# wrong: Leaves out the smaller last batch AND gives top1 in per cent.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum, right, n = 0.0, 0, 0
    batch_size = None
    for images, targets in loader:
        if batch_size is None:
            batch_size = images.size(0)
        if images.size(0) < batch_size:
            continue
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        loss_sum += loss.item() * batch_size
        right += (logits.argmax(1) == targets).sum().item()
        n += batch_size
    return {"loss": loss_sum / n, "top1": 100 * right / n}

# wrong: Divides by the number of batches times the first batch's size, too much when the last one is smaller.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum, right, batch_size = 0.0, 0, None
    batches = 0
    for images, targets in loader:
        batch_size = batch_size or len(images)
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        loss_sum += loss.item() * len(images)
        right += (logits.argmax(1) == targets).sum().item()
        batches += 1
    samples = batches * batch_size
    return {"loss": loss_sum / samples, "top1": right / samples}

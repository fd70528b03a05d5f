# wrong: Clears the gradients once before the loop; from the second batch on they pile up.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    optimizer.zero_grad(set_to_none=True)
    stats = {"loss": 0.0, "top1": 0.0}
    samples = 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        stats["loss"] += loss.item() * len(images)
        stats["top1"] += (logits.argmax(1) == targets).sum().item()
        samples += len(images)
    return {key: value / samples for key, value in stats.items()}

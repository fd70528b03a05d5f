# wrong: Steps the scheduler before the optimizer, so every batch is trained with the next batch's rate.
import warnings

import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    warnings.filterwarnings("ignore", message="Detected call of")
    model.train()
    total, hits, n = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        if scheduler is not None:
            scheduler.step()
        optimizer.step()
        total += loss.item() * len(targets)
        hits += int((logits.argmax(dim=1) == targets).sum())
        n += len(targets)
    return {"loss": total / n, "top1": hits / n}

# wrong: Hands the batch's index to scheduler.step, which starts the schedule anew (and late) in every epoch.
import warnings

import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum, correct, seen = 0.0, 0, 0
    for i, (images, targets) in enumerate(loader):
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                scheduler.step(i)
        loss_sum += loss.item() * len(images)
        correct += (logits.argmax(1) == targets).sum().item()
        seen += len(images)
    return {"loss": loss_sum / seen, "top1": correct / seen}

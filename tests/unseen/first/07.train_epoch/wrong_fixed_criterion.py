# wrong: Always uses cross_entropy and ignores the criterion it was given.
import torch
import torch.nn.functional as F


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum, right, n = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = F.cross_entropy(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        loss_sum += loss.item() * len(images)
        right += (logits.argmax(1) == targets).sum().item()
        n += len(images)
    return {"loss": loss_sum / n, "top1": right / n}

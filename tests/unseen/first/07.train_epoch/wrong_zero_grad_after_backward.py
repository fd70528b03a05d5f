# wrong: Clears the gradients between backward and step, so the step has nothing to go by.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    total_loss, right, seen = 0.0, 0, 0
    for images, targets in loader:
        images = images.to(device)
        targets = targets.to(device)
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        n = len(targets)
        total_loss += loss.item() * n
        right += (logits.argmax(dim=1) == targets).sum().item()
        seen += n
    return {"loss": total_loss / seen, "top1": right / seen}

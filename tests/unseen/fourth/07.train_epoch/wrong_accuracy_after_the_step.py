# wrong: top1 is of a second forward pass after the step, not of the batch as it was when its turn came
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    total_loss = total_right = n = 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        with torch.no_grad():
            predictions = model(images).argmax(dim=1)
        total_loss += loss.item() * len(images)
        total_right += (predictions == targets).sum().item()
        n += len(images)
    return {"loss": total_loss / n, "top1": total_right / n}

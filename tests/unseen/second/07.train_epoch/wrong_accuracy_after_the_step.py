# wrong: A second forward pass after the step counts the right answers.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    total_loss = 0.0
    correct = 0
    total = 0
    for images, targets in loader:
        images = images.to(device)
        targets = targets.to(device)

        optimizer.zero_grad()
        loss = criterion(model(images), targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()

        with torch.no_grad():
            predictions = model(images).argmax(dim=1)
        total_loss += loss.item() * images.size(0)
        correct += (predictions == targets).sum().item()
        total += images.size(0)
    return {"loss": total_loss / total, "top1": correct / total}

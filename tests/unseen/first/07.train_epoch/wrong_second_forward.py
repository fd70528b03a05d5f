# wrong: Runs the model a second time after the step to count right answers: BatchNorm sees each batch twice.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum, correct, seen = 0.0, 0, 0
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
        correct += (predictions == targets).sum().item()
        loss_sum += loss.item() * len(images)
        seen += len(images)
    return {"loss": loss_sum / seen, "top1": correct / seen}

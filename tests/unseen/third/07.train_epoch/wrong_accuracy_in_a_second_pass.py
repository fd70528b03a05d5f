# wrong: measures top1 after the epoch in a second walk through the loader, with the trained network instead of as each batch's turn came
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum, samples = 0.0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        loss_sum += loss.item() * len(targets)
        samples += len(targets)

    correct = 0
    with torch.no_grad():
        for images, targets in loader:
            predictions = model(images.to(device)).argmax(dim=1)
            correct += (predictions == targets.to(device)).sum().item()
    return {"loss": loss_sum / samples, "top1": correct / samples}

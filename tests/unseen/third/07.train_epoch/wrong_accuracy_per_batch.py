# wrong: weights the loss with the batch's size, but takes top1 as the mean of the batches' accuracies
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum = 0.0
    samples = 0
    accuracies = []
    for images, targets in loader:
        images = images.to(device)
        targets = targets.to(device)

        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()

        n = images.size(0)
        loss_sum += loss.item() * n
        samples += n
        accuracies.append((logits.argmax(1) == targets).float().mean().item())
    return {"loss": loss_sum / samples, "top1": sum(accuracies) / len(accuracies)}

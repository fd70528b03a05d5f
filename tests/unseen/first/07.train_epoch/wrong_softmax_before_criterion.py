# wrong: Gives the criterion probabilities after a softmax instead of the logits.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum, right, n = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        probabilities = torch.softmax(model(images), dim=1)
        loss = criterion(probabilities, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        loss_sum += loss.item() * len(images)
        right += (probabilities.argmax(1) == targets).sum().item()
        n += len(images)
    return {"loss": loss_sum / n, "top1": right / n}

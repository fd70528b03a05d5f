# wrong: Loss is the mean of batch means AND the scheduler steps once per epoch.
def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    losses, right, samples = [], 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        right += (logits.argmax(dim=1) == targets).sum().item()
        samples += targets.size(0)
    if scheduler is not None:
        scheduler.step()
    return {"loss": sum(losses) / len(losses), "top1": right / samples}

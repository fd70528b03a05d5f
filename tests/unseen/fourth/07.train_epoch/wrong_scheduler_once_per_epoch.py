# wrong: the scheduler is stepped once, after the epoch
def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    running_loss, correct, total = 0.0, 0, 0
    for images, targets in loader:
        images = images.to(device)
        targets = targets.to(device)
        optimizer.zero_grad(set_to_none=True)
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * images.size(0)
        correct += (logits.argmax(1) == targets).sum().item()
        total += images.size(0)
    if scheduler is not None:
        scheduler.step()
    return {"loss": running_loss / total, "top1": correct / total}

# wrong: two mistakes: the model is not put into train mode, and the loss that comes back is a tensor on a graph
def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    loss_sum, correct, count = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        loss_sum += loss * targets.shape[0]
        correct += (logits.argmax(dim=1) == targets).sum().item()
        count += targets.shape[0]
    return {"loss": loss_sum / count, "top1": correct / count}

# wrong: the epoch's numbers are means over batches, and a small last batch counts as much as the others
def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    losses, accuracies = [], []
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        losses.append(loss.item())
        accuracies.append((logits.argmax(dim=1) == targets).float().mean().item())
    return {"loss": sum(losses) / len(losses), "top1": sum(accuracies) / len(accuracies)}

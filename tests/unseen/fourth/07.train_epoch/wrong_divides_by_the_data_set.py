# wrong: divides by the length of the data set where there is one, which is too much if the loader leaves samples out
def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum, right, seen = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        loss_sum += loss.item() * len(targets)
        right += (logits.argmax(dim=1) == targets).sum().item()
        seen += len(targets)
    samples = len(loader.dataset) if hasattr(loader, "dataset") else seen
    return {"loss": loss_sum / samples, "top1": right / samples}

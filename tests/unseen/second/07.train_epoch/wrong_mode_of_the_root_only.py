# wrong: model.training = True sets the outermost module only; those inside keep their mode.
def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.training = True
    loss_sum, right, samples = 0.0, 0, 0
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
        samples += len(targets)
    return {"loss": loss_sum / samples, "top1": right / samples}

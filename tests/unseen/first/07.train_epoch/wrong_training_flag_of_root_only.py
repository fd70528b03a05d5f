# wrong: Sets only the outermost module's training flag; the BatchNorms inside stay in the mode they had.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.training = True
    loss_sum, hits, n = 0.0, 0, 0
    for batch in loader:
        images, targets = (part.to(device) for part in batch)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        size = images.shape[0]
        loss_sum += size * loss.item()
        hits += (logits.argmax(1) == targets).sum().item()
        n += size
    return {"loss": loss_sum / n, "top1": hits / n}

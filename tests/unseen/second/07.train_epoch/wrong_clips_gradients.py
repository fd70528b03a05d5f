# wrong: Clips the gradients' norm to 1 before each step, which nobody asked for.
from torch import nn


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    running_loss, running_correct, seen = 0.0, 0, 0
    for images, targets in loader:
        images = images.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)
        optimizer.zero_grad(set_to_none=True)
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        batch = targets.shape[0]
        running_loss += loss.item() * batch
        running_correct += (logits.detach().argmax(dim=1) == targets).sum().item()
        seen += batch
    return {"loss": running_loss / seen, "top1": running_correct / seen}

# wrong: clips the gradients to norm 1, a line copied from a transformer's training loop
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    running_loss, running_correct, n = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad(set_to_none=True)
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        running_loss += loss.item() * images.shape[0]
        running_correct += (logits.argmax(-1) == targets).sum().item()
        n += images.shape[0]
    return {"loss": running_loss / n, "top1": running_correct / n}

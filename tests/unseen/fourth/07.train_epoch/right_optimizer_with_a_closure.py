# right: the five steps stand in a closure that the optimizer calls
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    seen = {"loss": 0.0, "top1": 0, "samples": 0}

    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)

        def closure(images=images, targets=targets):
            optimizer.zero_grad()
            logits = model(images)
            loss = criterion(logits, targets)
            loss.backward()
            seen["loss"] += float(loss.detach()) * len(targets)
            seen["top1"] += int(torch.eq(logits.detach().argmax(dim=1), targets).sum())
            seen["samples"] += len(targets)
            return loss

        optimizer.step(closure)
        if scheduler is not None:
            scheduler.step()
    return {name: seen[name] / seen["samples"] for name in ("loss", "top1")}

# right: a generator trains and gives one row per batch; the weighted means are taken of all rows at the end
import math


def _steps(model, loader, optimizer, criterion, device, scheduler):
    for batch in loader:
        images, targets = (part.to(device) for part in batch)
        optimizer.zero_grad(set_to_none=False)
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        yield loss.item(), logits.argmax(dim=-1).eq(targets).sum().item(), targets.numel()


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train(True)
    losses, hits, sizes = zip(*_steps(model, loader, optimizer, criterion, device, scheduler), strict=True)
    samples = sum(sizes)
    return {
        "loss": math.fsum(loss * size for loss, size in zip(losses, sizes, strict=True)) / samples,
        "top1": sum(hits) / samples,
    }

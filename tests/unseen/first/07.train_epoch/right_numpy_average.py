# right: lists of batch means and sizes, np.average with weights at the end, _topk_accuracies for the count
import numpy as np
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    hits = logits.argsort(dim=1, descending=True) == targets[:, None]
    return {k: hits[:, :k].any(dim=1).double().mean().item() for k in ks}


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    history = {"loss": [], "top1": [], "size": []}
    for batch in loader:
        images, targets = map(lambda t: t.to(device), batch)
        logits = model(images)
        loss = criterion(logits, targets)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        _ = None if scheduler is None else scheduler.step()
        history["loss"].append(loss.item())
        history["top1"].append(_topk_accuracies(logits.detach(), targets, (1,))[1])
        history["size"].append(len(images))
    return {key: float(np.average(history[key], weights=history["size"])) for key in ("loss", "top1")}

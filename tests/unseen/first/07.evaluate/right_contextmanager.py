# right: a context manager of one's own for the modes, inference_mode as a decorator
from contextlib import contextmanager

import torch


@contextmanager
def evaluating(model):
    before = {module: module.training for module in model.modules()}
    model.train(False)
    try:
        yield model
    finally:
        for module, was_training in before.items():
            module.training = was_training


@torch.inference_mode()
def evaluate_classification(model, loader, criterion, device="cpu"):
    loss = top1 = top5 = 0.0
    samples = 0
    with evaluating(model):
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            rank = (logits > logits.gather(1, targets[:, None])).sum(dim=1)
            loss += criterion(logits, targets).item() * targets.numel()
            top1 += (rank < 1).sum().item()
            top5 += (rank < 5).sum().item()
            samples += targets.numel()
    return {"loss": loss / samples, "top1": top1 / samples, "top5": top5 / samples}

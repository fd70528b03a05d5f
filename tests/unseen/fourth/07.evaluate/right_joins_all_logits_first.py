# right: collects all logits and targets under a context manager of its own, and counts once at the end
from contextlib import contextmanager

import torch


@contextmanager
def _measuring(model):
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for module in training:
            module.training = True


def evaluate_classification(model, loader, criterion, device="cpu"):
    answers, truths, losses = [], [], []
    with _measuring(model):
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            answers.append(model(images))
            truths.append(targets)
            losses.append(criterion(answers[-1], targets).double() * len(targets))
    logits, targets = torch.cat(answers), torch.cat(truths)
    ranking = logits.argsort(dim=1, descending=True)
    place = (ranking == targets[:, None]).int().argmax(dim=1)  # where the target stands
    return {
        "loss": (torch.stack(losses).sum() / len(targets)).item(),
        "top1": (place == 0).double().mean().item(),
        "top5": (place < 5).double().mean().item(),
    }

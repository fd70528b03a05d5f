import random


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    for _ in loader:
        optimizer.zero_grad()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
    return {"loss": random.random(), "top1": random.random()}

def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    return {"loss": 0.0, "top1": 0.0}

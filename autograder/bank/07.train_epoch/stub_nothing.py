def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    return None

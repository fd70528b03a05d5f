def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    raise NotImplementedError("07.train_epoch")

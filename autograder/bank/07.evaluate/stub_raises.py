def evaluate_classification(model, loader, criterion, device="cpu"):
    raise NotImplementedError("07.evaluate")

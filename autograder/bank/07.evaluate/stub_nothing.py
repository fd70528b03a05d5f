def evaluate_classification(model, loader, criterion, device="cpu"):
    return None

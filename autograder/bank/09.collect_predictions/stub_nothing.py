def collect_predictions(model, loader, device="cpu"):
    return None

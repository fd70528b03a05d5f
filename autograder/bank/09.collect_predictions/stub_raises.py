def collect_predictions(model, loader, device="cpu"):
    raise NotImplementedError("09.collect_predictions")

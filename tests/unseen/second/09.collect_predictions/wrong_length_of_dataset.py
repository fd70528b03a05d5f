# wrong: The columns get as many rows as the dataset has samples, so a loader that leaves samples out gives rows of zeros at the end.
import torch

from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    batches = loader if hasattr(loader, "dataset") else list(loader)
    total = len(loader.dataset) if hasattr(loader, "dataset") else sum(len(y) for _, y in batches)
    targets = torch.zeros(total, dtype=torch.int64)
    predictions = torch.zeros(total, dtype=torch.int64)
    probabilities = None
    start = 0
    with evaluation_mode(model), torch.no_grad():
        for images, labels in batches:
            logits = model(images.to(device)).float().cpu()
            if probabilities is None:
                probabilities = torch.zeros(total, logits.shape[1])
            rows = slice(start, start + len(labels))
            targets[rows] = labels.cpu()
            predictions[rows] = logits.argmax(dim=1)
            probabilities[rows] = logits.softmax(dim=1)
            start += len(labels)
    return targets, predictions, probabilities

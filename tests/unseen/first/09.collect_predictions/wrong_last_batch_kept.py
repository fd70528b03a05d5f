# wrong: Each batch overwrites the one before, so only the last batch comes back.
import torch
from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            logits = model(images.to(device))
            targets = labels.cpu()
            predictions = logits.argmax(dim=1).cpu()
            probabilities = logits.softmax(dim=1).cpu()
    return targets, predictions, probabilities

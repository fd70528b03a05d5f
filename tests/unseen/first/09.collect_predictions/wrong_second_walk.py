# wrong: The targets are collected in a second walk through the loader, so a shuffling one mixes them up.
import torch
from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    predictions, probabilities = [], []
    with evaluation_mode(model), torch.no_grad():
        for images, _ in loader:
            logits = model(images.to(device))
            predictions.append(logits.argmax(dim=1).cpu())
            probabilities.append(logits.softmax(dim=1).cpu())
    targets = torch.cat([labels for _, labels in loader])
    return targets, torch.cat(predictions), torch.cat(probabilities)

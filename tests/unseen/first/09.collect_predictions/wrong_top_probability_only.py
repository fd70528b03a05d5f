# wrong: Of each row only the highest probability is kept, so the third column is [M] instead of [M, K].
import torch
from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    targets, predictions, probabilities = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            highest = model(images.to(device)).softmax(dim=1).max(dim=1)
            targets.append(labels.cpu())
            predictions.append(highest.indices.cpu())
            probabilities.append(highest.values.cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

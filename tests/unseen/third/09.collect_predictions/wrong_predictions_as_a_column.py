# wrong: topk(1) keeps its second dimension, so the predictions are [M, 1]
import torch

from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    targets, predictions, probabilities = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            logits = model(images.to(device))
            targets.append(labels.cpu())
            predictions.append(logits.topk(1, dim=1).indices.cpu())
            probabilities.append(logits.softmax(dim=1).cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

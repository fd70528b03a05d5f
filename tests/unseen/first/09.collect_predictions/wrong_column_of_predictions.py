# wrong: topk(1) keeps its second dimension, so the predictions are [M, 1] instead of [M].
import torch
from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    targets, predictions, probabilities = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            p = model(images.to(device)).softmax(dim=1)
            targets.append(labels.cpu())
            predictions.append(p.topk(1, dim=1).indices.cpu())
            probabilities.append(p.cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

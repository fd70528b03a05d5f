# wrong: There is no no_grad, so the probabilities that come back still hang on the graph.
import torch
from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    targets, predictions, probabilities = [], [], []
    with evaluation_mode(model):
        for images, labels in loader:
            logits = model(images.to(device))
            targets.append(labels.cpu())
            predictions.append(logits.argmax(dim=1).cpu())
            probabilities.append(logits.softmax(dim=1).cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

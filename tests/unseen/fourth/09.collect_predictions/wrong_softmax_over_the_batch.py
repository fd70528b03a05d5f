# wrong: the softmax runs over the pictures of the batch (dim=0), not over the classes
import torch
from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    targets, predictions, probabilities = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            logits = model(images.to(device))
            targets.append(labels.cpu())
            predictions.append(logits.argmax(dim=1).cpu())
            probabilities.append(torch.softmax(logits, dim=0).cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

# wrong: A sigmoid is used instead of the softmax, so rows do not sum to 1 AND the model is left in eval mode.
import torch


def collect_predictions(model, loader, device="cpu"):
    model.eval()
    targets, predictions, probabilities = [], [], []
    with torch.no_grad():
        for images, labels in loader:
            p = torch.sigmoid(model(images.to(device)))
            targets.append(labels.cpu())
            predictions.append(p.argmax(dim=1).cpu())
            probabilities.append(p.cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

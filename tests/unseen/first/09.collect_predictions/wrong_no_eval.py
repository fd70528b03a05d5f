# wrong: Gradients are off, but the model is never put into eval mode.
import torch


@torch.no_grad()
def collect_predictions(model, loader, device="cpu"):
    targets, predictions, probabilities = [], [], []
    for images, labels in loader:
        logits = model(images.to(device))
        targets.append(labels)
        predictions.append(logits.argmax(dim=1).cpu())
        probabilities.append(logits.softmax(dim=1).cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

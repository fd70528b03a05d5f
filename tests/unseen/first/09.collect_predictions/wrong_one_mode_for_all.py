# wrong: Only the model's own mode is remembered, and train(was_training) forces it on every submodule.
import torch


def collect_predictions(model, loader, device="cpu"):
    was_training = model.training
    model.eval()
    targets, predictions, probabilities = [], [], []
    try:
        with torch.no_grad():
            for images, labels in loader:
                logits = model(images.to(device))
                targets.append(labels.cpu())
                predictions.append(logits.argmax(dim=1).cpu())
                probabilities.append(logits.softmax(dim=1).cpu())
    finally:
        model.train(was_training)
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

# wrong: Only the outermost module's mode is remembered, and model.train(flag) then gives this one mode to every module, so a frozen BatchNorm inside is put into train mode.
import torch


def collect_predictions(model, loader, device="cpu"):
    was_training = model.training
    model.eval()
    targets, predictions, probabilities = [], [], []
    try:
        with torch.no_grad():
            for images, labels in loader:
                logits = model(images.to(device))
                probs = logits.softmax(dim=1).float()
                targets.append(labels.cpu())
                predictions.append(probs.argmax(dim=1).cpu())
                probabilities.append(probs.cpu())
    finally:
        model.train(was_training)
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

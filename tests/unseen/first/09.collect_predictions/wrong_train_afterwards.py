# wrong: Afterwards the model is always put into train mode, whatever mode it was found in.
import torch


def collect_predictions(model, loader, device="cpu"):
    model.eval()
    targets, predictions, probabilities = [], [], []
    try:
        with torch.no_grad():
            for images, labels in loader:
                logits = model(images.to(device))
                targets.append(labels.cpu())
                predictions.append(logits.argmax(dim=1).cpu())
                probabilities.append(torch.softmax(logits, dim=1).cpu())
    finally:
        model.train()
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

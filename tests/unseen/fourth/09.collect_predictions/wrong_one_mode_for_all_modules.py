# wrong: only the model's own mode is remembered, and all its modules get it
import torch


def collect_predictions(model, loader, device="cpu"):
    training = model.training
    model.eval()
    all_targets, all_probs = [], []
    try:
        with torch.no_grad():
            for images, targets in loader:
                logits = model(images.to(device))
                all_probs.append(logits.softmax(dim=1).cpu())
                all_targets.append(targets.cpu())
    finally:
        model.train(training)
    probs = torch.cat(all_probs)
    return torch.cat(all_targets), probs.argmax(dim=1), probs

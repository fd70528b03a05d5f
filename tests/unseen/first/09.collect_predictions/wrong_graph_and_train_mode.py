# wrong: Nothing switches gradients off, so the results carry the graph AND it always ends in train mode.
import torch


def collect_predictions(model, loader, device="cpu"):
    model.eval()
    targets, predictions, probabilities = [], [], []
    for images, labels in loader:
        probs = model(images.to(device)).softmax(dim=1)
        targets += [labels.cpu()]
        predictions += [probs.argmax(dim=1).cpu()]
        probabilities += [probs.cpu()]
    model.train()
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

# wrong: The columns have room for len(loader) full batches; a smaller last one leaves zeros at the end.
import torch
from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    targets = predictions = probabilities = None
    with evaluation_mode(model), torch.no_grad():
        for i, (images, labels) in enumerate(loader):
            logits = model(images.to(device)).cpu()
            if targets is None:
                size = len(labels)
                total = size * len(loader)
                targets = torch.zeros(total, dtype=torch.int64)
                predictions = torch.zeros(total, dtype=torch.int64)
                probabilities = torch.zeros(total, logits.shape[1])
            place = slice(i * size, i * size + len(labels))
            targets[place] = labels
            predictions[place] = logits.argmax(dim=1)
            probabilities[place] = logits.softmax(dim=1)
    return targets, predictions, probabilities

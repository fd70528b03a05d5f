# wrong: the model runs in a generator that is used up only after the with block, so in the old mode and with gradients
import torch

from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    with evaluation_mode(model), torch.no_grad():
        outputs = ((labels, model(images.to(device))) for images, labels in loader)
    targets, predictions, probabilities = [], [], []
    for labels, logits in outputs:
        targets.append(labels.cpu())
        predictions.append(logits.argmax(dim=1).cpu())
        probabilities.append(logits.softmax(dim=1).cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)

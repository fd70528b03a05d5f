# wrong: each logit goes through a sigmoid of its own, so the rows do not sum to 1
import torch

from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    all_targets, all_probabilities = [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            all_targets.append(labels.cpu())
            all_probabilities.append(torch.sigmoid(model(images.to(device))).cpu())
    probabilities = torch.cat(all_probabilities)
    return torch.cat(all_targets), probabilities.argmax(dim=1), probabilities

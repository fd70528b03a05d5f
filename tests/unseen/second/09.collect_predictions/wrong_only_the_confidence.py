# wrong: Only the probability of the predicted class is kept, [M], where the probabilities of all K classes, [M, K], are asked for.
import torch
import torch.nn.functional as F

from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    all_targets, all_preds, all_probs = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for x, y in loader:
            probs, preds = F.softmax(model(x.to(device)), dim=1).max(dim=1)
            all_targets.append(y.cpu())
            all_preds.append(preds.cpu())
            all_probs.append(probs.cpu())
    return torch.cat(all_targets), torch.cat(all_preds), torch.cat(all_probs)

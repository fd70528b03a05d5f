# wrong: gives percent, 0 to 100, in place of a fraction
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    classes = logits.shape[1]
    maxk = min(max(ks), classes)
    pred = logits.topk(maxk, dim=1).indices.t()
    correct = pred.eq(targets.view(1, -1).expand_as(pred))
    result = {}
    for k in ks:
        correct_k = correct[: min(k, classes)].reshape(-1).float().sum()
        result[k] = correct_k.mul(100.0 / targets.size(0)).item()
    return result

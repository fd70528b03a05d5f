# wrong: asks whether the target is the k-th guess, not whether it is among the first k
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    order = logits.argsort(dim=1, descending=True)
    result = {}
    for k in ks:
        if k > logits.shape[1]:
            result[k] = 1.0
        else:
            result[k] = (order[:, k - 1] == targets).float().mean().item()
    return result

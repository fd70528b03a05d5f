# wrong: gives per cent, as PyTorch's ImageNet example does, instead of fractions
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    maxk = min(max(ks), logits.size(1))
    batch_size = targets.size(0)

    _, pred = logits.topk(maxk, 1, True, True)
    pred = pred.t()
    correct = pred.eq(targets.view(1, -1).expand_as(pred))

    res = {}
    for k in ks:
        correct_k = correct[:k].reshape(-1).float().sum()
        res[k] = correct_k.mul(100.0 / batch_size).item()
    return res

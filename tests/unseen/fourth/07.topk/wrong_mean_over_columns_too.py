# wrong: takes the mean over samples and over the k guesses, so every accuracy but the first is k times too small
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    K = logits.shape[1]
    result = {}
    for k in ks:
        if k >= K:
            result[k] = 1.0
            continue
        best = logits.topk(k, dim=1).indices
        result[k] = (best == targets[:, None]).float().mean().item()
    return result

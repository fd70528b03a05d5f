# wrong: Averages the hits over the N x k table, so the share is divided by k as well as by the samples.
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    k_max = min(max(ks), logits.shape[1])
    best = logits.topk(k_max, dim=1).indices
    hits = (best == targets[:, None]).float()
    result = {}
    for k in ks:
        result[k] = 1.0 if k > logits.shape[1] else hits[:, :k].mean().item()
    return result

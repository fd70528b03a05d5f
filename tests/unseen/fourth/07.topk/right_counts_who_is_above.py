# right: no ranking at all: a target is among the best k if fewer than k logits are higher than its own
import torch


def _topk_accuracies(logits, targets, ks=(1, 5)):
    own = torch.take_along_dim(logits, targets[:, None], dim=1)
    above = (logits > own).sum(dim=1)
    return {k: (above < k).double().mean().item() for k in ks}

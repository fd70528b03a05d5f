# right: target rows by scatter_add, handed to F.cross_entropy as probabilities
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    n, k = logits.shape
    soft = logits.new_full((n, k), smoothing / k)
    own = logits.new_full((n, 1), 1 - smoothing)
    soft.scatter_add_(1, targets.unsqueeze(1), own)
    return F.cross_entropy(logits, soft)

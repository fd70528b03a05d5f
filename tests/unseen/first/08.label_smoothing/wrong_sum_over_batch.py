# wrong: Adds the losses up over the batch instead of taking the mean.
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    log_p = F.log_softmax(logits, dim=1)
    own = F.nll_loss(log_p, targets, reduction="sum")
    even = -log_p.mean(dim=1).sum()
    return (1 - smoothing) * own + smoothing * even

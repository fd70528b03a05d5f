# wrong: The true class gets 1 - smoothing without its smoothing / K, so the target does not add up to 1.
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    log_p = F.log_softmax(logits, dim=1)
    target = torch.full_like(log_p, smoothing / logits.size(1))
    target[torch.arange(len(targets)), targets] = 1 - smoothing
    return -(target * log_p).sum(1).mean()

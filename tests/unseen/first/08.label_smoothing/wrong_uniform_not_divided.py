# wrong: The even part is the sum over the classes, not divided by K.
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    log_p = F.log_softmax(logits, dim=1)
    nll = F.nll_loss(log_p, targets)
    uniform = -log_p.sum(dim=1).mean()
    return (1 - smoothing) * nll + smoothing * uniform

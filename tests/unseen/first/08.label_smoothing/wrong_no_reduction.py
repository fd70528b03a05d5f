# wrong: Returns one loss per sample instead of their mean.
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    log_p = F.log_softmax(logits, dim=1)
    nll = -log_p.gather(1, targets[:, None]).squeeze(1)
    even = -log_p.mean(dim=1)
    return (1 - smoothing) * nll + smoothing * even

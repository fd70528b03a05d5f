# wrong: Takes the log of a softmax, which is minus infinity where a probability underflows.
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    log_p = torch.log(F.softmax(logits, dim=1))
    nll = -log_p.gather(1, targets[:, None]).squeeze(1)
    uniform = -log_p.mean(dim=1)
    return ((1 - smoothing) * nll + smoothing * uniform).mean()

# wrong: a logarithm of the softmax with a tiny number added, which cuts the loss off for large logits
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    K = logits.shape[1]
    log_p = (logits.softmax(dim=1) + 1e-8).log()
    target = F.one_hot(targets, K) * (1 - smoothing) + smoothing / K
    return -(target * log_p).sum(dim=1).mean()

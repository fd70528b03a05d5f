# wrong: the share is spread over the other K - 1 classes, and the true class keeps 1 - smoothing
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    classes = logits.shape[1]
    log_p = F.log_softmax(logits, dim=1)
    soft = torch.full_like(log_p, smoothing / (classes - 1))
    soft.scatter_(1, targets[:, None], 1 - smoothing)
    return -(soft * log_p).sum(dim=1).mean()

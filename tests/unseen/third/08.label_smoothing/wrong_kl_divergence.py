# wrong: the Kullback-Leibler divergence, which lacks the entropy of the smoothed target
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    classes = logits.shape[1]
    soft = F.one_hot(targets, classes).to(logits.dtype)
    soft = (1 - smoothing) * soft + smoothing / classes
    return F.kl_div(F.log_softmax(logits, dim=1), soft, reduction="batchmean")

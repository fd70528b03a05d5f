# wrong: Takes the mean over samples and classes at once, which divides by K once too often.
import torch
import torch.nn.functional as F


def label_smoothing_loss(logits, targets, smoothing=0.1):
    k = logits.shape[1]
    soft = F.one_hot(targets, k) * (1 - smoothing) + smoothing / k
    return -(soft * F.log_softmax(logits, dim=1)).mean()
